/** Key of the MTProxy secret; invented. */
export const SECRET = '0123456789abcdef0123456789abcdef';
