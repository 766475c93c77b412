// Reads and checks challenges as the gate does, with the libraries that wallets use. Written from the description in the gate's
// README, not from its source: where the two differ, one of them is wrong.

import { u8aToHex, u8aWrapBytes, stringToU8a, hexToU8a } from '@polkadot/util';
import {
    blake2AsU8a,
    decodeAddress,
    ed25519Verify,
    secp256k1Recover,
    sr25519Verify,
    cryptoWaitReady,
} from '@polkadot/util-crypto';

export const FORMAT = 'atelier-gate:v1';
export const MAX_LIFE = 120_000n;
const MAX_NUMBER = 2n ** 64n - 1n;

export const ready = cryptoWaitReady;

/** The text of a challenge. */
export function write({ genesis, contract, license, audience, nonce, issuedAt, expiresAt }) {
    return [FORMAT, genesis, contract, license, audience, nonce, issuedAt, expiresAt].join('|');
}

/** The parts of a challenge, or null if its text is not exactly as it must be. */
export function read(text) {
    const parts = text.split('|');
    if (parts.length !== 8 || parts[0] !== FORMAT) return null;
    const [, genesis, contract, license, audience, nonce, issued, expires] = parts;
    const areBytes = [genesis, contract, nonce].every((part) => /^0x[0-9a-f]{64}$/.test(part));
    const areNumbers = [license, issued, expires].every(
        (part) => /^(0|[1-9][0-9]{0,19})$/.test(part) && BigInt(part) <= MAX_NUMBER
    );
    if (!areBytes || !areNumbers || !/^[A-Za-z0-9._:/-]{1,128}$/.test(audience)) return null;
    // `$` also matches in front of a line's end.
    if (/\s/.test(text)) return null;
    const [issuedAt, expiresAt] = [BigInt(issued), BigInt(expires)];
    if (expiresAt <= issuedAt || expiresAt - issuedAt > MAX_LIFE) return null;
    return { genesis, contract, license: BigInt(license), audience, nonce, issuedAt, expiresAt };
}

/** `valid`, or the reason why a gate refuses before it asks the chain. */
export function check(gate, { challenge: text, signer, crypto, signature, now }) {
    const challenge = read(text);
    if (!challenge) return 'malformed_challenge';
    if (challenge.genesis !== gate.genesis) return 'wrong_genesis';
    if (challenge.contract !== gate.contract) return 'wrong_contract';
    if (challenge.audience !== gate.audience) return 'wrong_audience';
    if (BigInt(now) < challenge.issuedAt) return 'not_yet_valid';
    if (BigInt(now) >= challenge.expiresAt) return 'expired';
    const who = readSigner(signer);
    if (!who) return 'malformed_signer';
    if (!['sr25519', 'ed25519', 'ecdsa'].includes(crypto)) return 'unknown_crypto';
    if (!/^0x([0-9a-f]{2}){0,65}$/.test(signature)) return 'malformed_signature';
    const bytes = hexToU8a(signature);
    const raw = stringToU8a(text);
    return [raw, u8aWrapBytes(raw)].some((message) => isSigned(message, crypto, who, bytes)) ? 'valid' : 'wrong_signature';
}

function readSigner(text) {
    if (/^0x([0-9a-f]{64}|[0-9a-f]{66})$/.test(text)) return hexToU8a(text);
    if (text.startsWith('0x')) return null;
    try {
        const account = decodeAddress(text);
        return account.length === 32 ? account : null;
    } catch {
        return null;
    }
}

function isSigned(message, crypto, signer, signature) {
    try {
        if (crypto === 'sr25519') return signer.length === 32 && sr25519Verify(message, signature, signer);
        if (crypto === 'ed25519') return signer.length === 32 && ed25519Verify(message, signature, signer);
        if (signature.length !== 65) return false;
        const key = secp256k1Recover(blake2AsU8a(message), signature, signature[64], 'blake2');
        return u8aToHex(signer.length === 33 ? key : blake2AsU8a(key)) === u8aToHex(signer);
    } catch {
        // Bytes that are no signature or no key.
        return false;
    }
}
