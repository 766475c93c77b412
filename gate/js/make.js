// Makes ../vectors.json: challenges signed by polkadot.js, right ones and one for each mistake. sr25519 signs with random
// numbers, so that the file differs each time that it is made.

import { writeFileSync } from 'node:fs';
import { Keyring } from '@polkadot/keyring';
import { hexToU8a, stringToU8a, u8aConcat, u8aToHex, u8aWrapBytes } from '@polkadot/util';
import { blake2AsHex, blake2AsU8a, encodeAddress } from '@polkadot/util-crypto';
import { ready, write } from './challenge.js';

await ready();

const seed = blake2AsU8a('a seed that everybody knows');
const pairs = Object.fromEntries(
    ['sr25519', 'ed25519', 'ecdsa', 'ethereum'].map((type) => [type, new Keyring({ type }).addFromSeed(seed)])
);
const stranger = new Keyring({ type: 'sr25519' }).addFromUri('//Bob');
const gate = {
    genesis: blake2AsHex('genesis'),
    contract: blake2AsHex('contract'),
    audience: 'images.example:8080/v1',
};
const issuedAt = 1_800_000_000_000n;
const now = issuedAt + 1_000n;
const base = { ...gate, license: 4_294_967_297n, issuedAt, expiresAt: issuedAt + 120_000n };
const vectors = [];

const raw = (text) => stringToU8a(text);
const wrapped = (text) => u8aWrapBytes(raw(text));
const between = (front, text, end) => u8aConcat(raw(front), text, raw(end));
const twice = (text) => between('<Bytes>', wrapped(text), '</Bytes>');

/** Adds a vector: a challenge as it should be but for `challenge`, signed as wallets do but for the rest. */
function add(name, expected, { challenge = {}, type = 'sr25519', payload = raw, text: change = (text) => text, ...rest } = {}) {
    const text = change(write({ ...base, nonce: blake2AsHex(name), ...challenge }));
    const pair = rest.pair ?? pairs[type];
    // The account on the chain, with the prefix of networks that have none of their own.
    const signer = rest.signer ?? encodeAddress(pair.addressRaw, 42);
    const signature = (rest.signature ?? ((bytes) => bytes))(u8aToHex(pair.sign(payload(text))));
    vectors.push({
        name,
        expected,
        now: String(rest.now ?? now),
        challenge: (rest.shown ?? ((text) => text))(text),
        signer,
        crypto: rest.crypto ?? type,
        signature,
    });
}

const flipped = (at) => (signature) => {
    const bytes = hexToU8a(signature);
    bytes.set([bytes.at(at) ^ 1], at < 0 ? bytes.length + at : at);
    return u8aToHex(bytes);
};

for (const type of ['sr25519', 'ed25519', 'ecdsa']) {
    add(`${type}, raw`, 'valid', { type });
    add(`${type}, wrapped`, 'valid', { type, payload: wrapped });
    add(`${type}, account in hexadecimal digits`, 'valid', { type, payload: wrapped, signer: u8aToHex(pairs[type].addressRaw) });
    add(`${type}, wrapped twice`, 'wrong_signature', { type, payload: twice });
    add(`${type}, one bit of the signature is another`, 'wrong_signature', { type, signature: flipped(5) });
    add(`${type}, one byte of the signature is missing`, 'wrong_signature', { type, signature: (text) => text.slice(0, -2) });
    add(`${type}, nothing is signed`, 'wrong_signature', { type, signature: () => '0x' });
    add(`${type}, somebody else's address`, 'wrong_signature', { type, signer: stranger.address });
    add(`${type}, another license is shown than was signed`, 'wrong_signature', {
        type,
        payload: wrapped,
        shown: (text) => text.replace('|4294967297|', '|4294967298|'),
    });
}

add('address of another network', 'valid', { signer: encodeAddress(pairs.sr25519.addressRaw, 0) });
add('address of a network with two bytes', 'valid', { signer: encodeAddress(pairs.sr25519.addressRaw, 2007) });
add('ecdsa, compressed key', 'valid', { type: 'ecdsa', signer: u8aToHex(pairs.ecdsa.publicKey) });
add('first millisecond', 'valid', { now: issuedAt });
add('last millisecond', 'valid', { now: issuedAt + 119_999n });
add('longest numbers', 'valid', {
    challenge: { license: 2n ** 64n - 1n, issuedAt: 2n ** 64n - 2n, expiresAt: 2n ** 64n - 1n },
    now: 2n ** 64n - 2n,
});

add('one millisecond before it is issued', 'not_yet_valid', { now: issuedAt - 1n });
add('the millisecond at which it expires', 'expired', { now: issuedAt + 120_000n });
add('another chain', 'wrong_genesis', { challenge: { genesis: blake2AsHex('another') } });
add('another contract', 'wrong_contract', { challenge: { contract: blake2AsHex('another') } });
add('another gate', 'wrong_audience', { challenge: { audience: 'images.example:8080' } });
add('another gate by upper case', 'wrong_audience', { challenge: { audience: 'Images.example:8080/v1' } });

add('ed25519 called sr25519', 'wrong_signature', { type: 'ed25519', crypto: 'sr25519' });
add('sr25519 called ed25519', 'wrong_signature', { crypto: 'ed25519' });
add('sr25519 called ecdsa', 'wrong_signature', { crypto: 'ecdsa' });
add('ecdsa called sr25519', 'wrong_signature', { type: 'ecdsa', crypto: 'sr25519' });
add('wrapped in other words', 'wrong_signature', { payload: (text) => between('<bytes>', raw(text), '</bytes>') });
add('half wrapped', 'wrong_signature', { payload: (text) => between('<Bytes>', raw(text), '') });
add('with a line end', 'wrong_signature', { payload: (text) => raw(`${text}\n`) });
add('with the prefix of Ethereum', 'wrong_signature', {
    type: 'ecdsa',
    payload: (text) => raw(`\x19Ethereum Signed Message:\n${text.length}${text}`),
});
add('hashed as Ethereum does', 'wrong_signature', {
    type: 'ecdsa',
    pair: pairs.ethereum,
    signer: u8aToHex(pairs.ecdsa.publicKey),
});
add('another byte for the recovery of the key', 'wrong_signature', { type: 'ecdsa', signature: flipped(-1) });
add('a byte for the recovery of the key that is none', 'wrong_signature', {
    type: 'ecdsa',
    signature: (text) => `${text.slice(0, -2)}1b`,
});
add('a key of ecdsa for sr25519', 'wrong_signature', { signer: u8aToHex(pairs.ecdsa.publicKey) });

add('another format', 'malformed_challenge', { text: (text) => text.replace(':v1|', ':v2|') });
add('a life that is too long', 'malformed_challenge', { challenge: { expiresAt: issuedAt + 120_001n } });
add('no life', 'malformed_challenge', { challenge: { expiresAt: issuedAt } });
add('a bar in the audience', 'malformed_challenge', { challenge: { audience: 'images.example|8080' } });
add('no audience', 'malformed_challenge', { challenge: { audience: '' } });
add('a space in the audience', 'malformed_challenge', { challenge: { audience: 'images example' } });
add('a part less', 'malformed_challenge', { text: (text) => text.slice(0, text.lastIndexOf('|')) });
add('a part more', 'malformed_challenge', { text: (text) => `${text}|` });
add('a license with a zero in front', 'malformed_challenge', { challenge: { license: '04294967297' } });
add('a license that is too large', 'malformed_challenge', { challenge: { license: 2n ** 64n } });
add('a time with a sign', 'malformed_challenge', { challenge: { issuedAt: `+${issuedAt}` } });
add('a nonce in upper case', 'malformed_challenge', { challenge: { nonce: `0x${'AB'.repeat(32)}` } });
add('a nonce that is too short', 'malformed_challenge', { challenge: { nonce: `0x${'ab'.repeat(31)}` } });
add('a line end behind it', 'malformed_challenge', { text: (text) => `${text}\n` });
add('wrapped when shown', 'malformed_challenge', { shown: (text) => `<Bytes>${text}</Bytes>`, payload: wrapped });

add('an address with a wrong checksum', 'malformed_signer', {
    signer: `${encodeAddress(pairs.sr25519.addressRaw, 42).slice(0, -1)}Z`,
});
add('a key of 31 bytes', 'malformed_signer', { signer: `0x${'ab'.repeat(31)}` });
add('no signer', 'malformed_signer', { signer: '' });
add('a key in upper case', 'malformed_signer', { signer: u8aToHex(pairs.sr25519.addressRaw).toUpperCase() });
add('another cryptography', 'unknown_crypto', { crypto: 'ethereum' });
add('cryptography in upper case', 'unknown_crypto', { crypto: 'SR25519' });
add('a signature in upper case', 'malformed_signature', { signature: (text) => `0x${text.slice(2).toUpperCase()}` });
add('a signature without 0x', 'malformed_signature', { signature: (text) => text.slice(2) });
add('a signature with half a byte', 'malformed_signature', { signature: (text) => text.slice(0, -1) });
add('a signature that is too long', 'malformed_signature', { type: 'ecdsa', signature: (text) => `${text}00` });

writeFileSync(new URL('../vectors.json', import.meta.url), `${JSON.stringify({ gate, vectors }, null, 2)}\n`);
console.log(`${vectors.length} vectors`);
