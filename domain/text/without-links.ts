const address = /\b(?:[a-z][a-z0-9+.-]{1,15}:\/\/|www\.)[^\s<>"')\]]+|\b(?:mailto|tel|javascript|data):[^\s<>"')\]]+/gi;
const markdownLink = /!?\[([^\]\n]{0,200})\]\([^)\n]*\)/g;
const mailAddress = /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g;
const bareHost = /\b(?:[a-z0-9-]+\.)+(?:com|net|org|io|dev|app|info|biz|cloud|co|ai|me|xyz|ru|cn|de|uk|eu|us)\b(?:\/[^\s<>"')\]]*)?/gi;

/** Text of a model without anything that could be followed or written to: it must not send a reader anywhere. */
export const withoutLinks = (text: string): string =>
  text
    .replace(markdownLink, '$1')
    .replace(address, '[link left out]')
    .replace(mailAddress, '[address left out]')
    .replace(bareHost, '[link left out]');
