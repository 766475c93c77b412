// Signs a challenge as wallets do: `node sign.js CHALLENGE SECRET [sr25519|ed25519|ecdsa]` prints the headers that a gate wants,
// one a line. The secret is a phrase, a seed or a path like `//Alice`.

import { pathToFileURL } from 'node:url';
import { Keyring } from '@polkadot/keyring';
import { stringToU8a, u8aToHex, u8aWrapBytes } from '@polkadot/util';
import { encodeAddress } from '@polkadot/util-crypto';
import { ready } from './challenge.js';

/** Who signed, how, and the signature. Wallets put words around the text, programs need not. */
export function sign(challenge, secret, { crypto = 'sr25519', wrap = true } = {}) {
    const pair = new Keyring({ type: crypto }).addFromUri(secret);
    const text = stringToU8a(challenge);
    return {
        signer: encodeAddress(pair.addressRaw, 42),
        crypto,
        signature: u8aToHex(pair.sign(wrap ? u8aWrapBytes(text) : text)),
    };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
    const [challenge, secret, crypto] = process.argv.slice(2);
    if (!challenge || !secret) {
        console.error('node sign.js CHALLENGE SECRET [sr25519|ed25519|ecdsa]');
        process.exit(2);
    }
    await ready();
    const signed = sign(challenge, secret, { crypto });
    console.log(`atelier-challenge: ${challenge}`);
    for (const [name, value] of Object.entries(signed)) console.log(`atelier-${name}: ${value}`);
}
