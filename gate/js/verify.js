// Checks every vector of ../vectors.json, and that what these libraries sign now is good as well.

import { readFileSync } from 'node:fs';
import { check, read, ready, write } from './challenge.js';
import { sign } from './sign.js';

await ready();
const { gate, vectors } = JSON.parse(readFileSync(new URL('../vectors.json', import.meta.url), 'utf8'));
let passed = 0;
const failed = [];

function expect(name, found, expected) {
    if (found === expected) {
        passed += 1;
    } else {
        failed.push(name);
        console.error(`${name}: ${found}, not ${expected}`);
    }
}

for (const vector of vectors) {
    expect(vector.name, check(gate, vector), vector.expected);
    const challenge = read(vector.challenge);
    if (challenge) expect(`${vector.name}, written again`, write(challenge), vector.challenge);
}

const { challenge, now } = vectors[0];
for (const crypto of ['sr25519', 'ed25519', 'ecdsa']) {
    for (const wrap of [false, true]) {
        const signed = sign(challenge, '//Charlie', { crypto, wrap });
        expect(`${crypto}, signed now`, check(gate, { ...signed, challenge, now }), 'valid');
        const later = challenge.replace('|4294967297|', '|4294967298|');
        expect(`${crypto}, for another license`, check(gate, { ...signed, challenge: later, now }), 'wrong_signature');
    }
}

const result = failed.length === 0 ? 'ok' : 'FAILED';
console.log(`test result: ${result}. ${passed} passed; ${failed.length} failed`);
process.exitCode = failed.length === 0 ? 0 : 1;
