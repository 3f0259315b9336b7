/** The version of the package, as records of it say; a test holds it to `package.json`. */
export const VERSION = '0.1.0';
