import { LOGIN_STYLE_SOURCE } from "../accounts/login-page.ts";

/**
 * Headers of every answer. Everything comes from this service: no other origin may be asked, framed by, or trusted. Styles may be inline,
 * because web components and charts set them; scripts may not. Icons are SVG in `data:` addresses, which the components fetch.
 */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  "content-security-policy": [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' ${LOGIN_STYLE_SOURCE}`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; "),
  "x-content-type-options": "nosniff",
  // Not "no-referrer": browsers then send the login's form without its Origin, which is asked for.
  "referrer-policy": "same-origin",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
};
