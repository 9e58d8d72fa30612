// Each way of going wrong, in a customer's or barista's words: what happened, and what to do now.
import type { ErrorName } from "../handlers/errors";

const later = "Something is wrong on our side. Try again in a moment.";
const notOnMenu = "The menu has changed, and this is not on it any more. Here is the new one: please choose again.";
const mayStand = "We got no clear answer, so we don't know yet whether it went through. Try again: nothing happens twice.";

/** What the API answers by itself, before or after anybody's code. */
type GatewayErrorName =
  | "Unauthorized"
  | "NotFound"
  | "UnsupportedMediaType"
  | "RequestTooLarge"
  | "TooManyRequests"
  | "InternalError"
  | "GatewayTimeout";

const api: Record<ErrorName | GatewayErrorName, string> = {
  BadRequest: "Something about this was not understood. Reload the page and try again.",
  UnknownEvent: "Something about this was not understood. Reload the page and try again.",
  UnsupportedMediaType: "Something about this was not understood. Reload the page and try again.",
  RequestTooLarge: "Something about this was not understood. Reload the page and try again.",
  NotFound: "This page is out of date. Reload it and try again.",
  Unauthorized: "You are not signed in any more. Sign in again to go on.",
  Forbidden: "This account may not do that. Sign in with the one it belongs to.",
  OrderNotFound: "This order is not waiting any more: it was collected or cancelled, or nobody came for it within a day.",
  InvoiceNotFound: "There is no invoice for this order.",
  OrderAlreadyActive: "You have an order at this shop already. Collect or cancel it before you order there again.",
  KeyUsed: "This order went through earlier and is over: it was collected or cancelled, or has expired. Order anew if you like.",
  KeyReused: "This order was changed on its way, so it was not placed. Please order again.",
  WrongStatus: "Somebody was faster: the order has moved on. This is how it stands now.",
  InvalidOrder: notOnMenu,
  PriceChanged: "The price has changed since you looked, so nothing was ordered. Here is the new one.",
  OrderNotPlaced: mayStand,
  OrderNotChanged: mayStand,
  GatewayTimeout: mayStand,
  TooManyRequests: "There is a rush just now. Wait a few seconds and try again.",
  InternalError: later,
};

/** Cognito's names ("Common Errors" and each operation's, Amazon Cognito API Reference). */
const signingIn: Record<string, string> = {
  NotAuthorizedException: "E-mail address and password don't match.",
  UserNotFoundException: "E-mail address and password don't match.",
  UserNotConfirmedException: "Your e-mail address is not confirmed yet: enter the code we sent you, or have a new one sent.",
  UsernameExistsException: "There is an account with this e-mail address already. Sign in instead.",
  CodeMismatchException: "That is not the code we sent last. Look at the newest mail and try again.",
  ExpiredCodeException: "That code is too old. Have a new one sent.",
  InvalidPasswordException: "That password is too simple: at least 10 characters, with a capital, a small letter and a digit.",
  InvalidParameterException: "That can't be used. Check what you typed and try again.",
  PasswordResetRequiredException: "Your password has to be changed: use “Forgotten your password?” below.",
  LimitExceededException: "Too many tries. Wait a while, then try again.",
  TooManyRequestsException: "There is a rush just now. Wait a few seconds and try again.",
  TooManyFailedAttemptsException: "Too many tries. Wait a while, then try again.",
  CodeDeliveryFailureException: "We could not send a mail there. Check the address and try again.",
  NewPasswordRequired: "Your password was only a first one. Ask whoever made your account for a lasting one.",
};

const network: Record<string, string> = {
  Offline: "You are offline.",
  Unreachable: "We can't be reached just now. Check your connection and try again.",
  NoAnswer: "No answer came in time. Your connection may be too weak just now.",
  Intercepted: "Your network answered in our place. Is there a Wi-Fi page to sign in to first?",
  SessionEnded: "Your session has ended. Sign in again to go on.",
};

/** Of what can't be looked at just now. */
export const asItStood = "This is how it stood last.";

/** A name nobody knows is ours to mend. */
export function words(error: string): string {
  return { ...api, ...signingIn, ...network }[error] ?? later;
}
