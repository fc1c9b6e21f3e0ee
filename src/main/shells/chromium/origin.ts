/** Made up, and reserved never to exist (RFC 2606, ".invalid"): the page is served by ourselves and gets a secure context of its own. */
export const ORIGIN = 'https://patchbay.invalid';
