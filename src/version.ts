/** Version of this action, as in package.json (a test compares the two). */
export const VERSION = '1.0.0';
/** What every request says of itself; it holds nothing about the customer. */
export const USER_AGENT = `purview-hr-upload/${VERSION}`;
/** Where this action is published, as in package.json (a test compares the two). */
export const REPOSITORY = 'OWNER/purview-hr-upload';
