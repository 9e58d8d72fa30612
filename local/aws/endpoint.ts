// The one AWS endpoint: whose request it is and for which service, and back comes that service's answer.
import { randomUUID } from "node:crypto";
import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import type { Iam } from "../iam/iam";
import { hostIsLocal, readBody } from "../server";
import { AwsError, notSupported } from "./error";
import type { Place } from "./place";
import type { Principal } from "./principal";
import { asAwsError } from "./protocols";
import { refusal } from "./refusal";
import type { AwsRequest, AwsResponse, Service } from "./service";
import { readSignature, type Signature, verify } from "./sigv4";

const bodyLimit = 64 * 1024 * 1024;

type Unproven = Omit<AwsRequest, "principal">;

export function awsEndpoint(place: Place, iam: Iam, services: Readonly<Record<string, Service>>): RequestListener {
  async function answer(incoming: IncomingMessage, unread: Unproven): Promise<AwsResponse> {
    let request = unread;
    let name: string | undefined;
    try {
      if (!hostIsLocal(request.headers.host))
        throw new AwsError("AccessDenied", `The endpoint is ${place.awsUrl}, not this host`, 403);
      if (!request.path.startsWith("/")) throw new AwsError("InvalidURI", `The path '${request.path}' does not begin with /`);
      request = { ...request, body: await readBody(incoming, bodyLimit) };
      const signature = readSignature(request);
      name = signature ? signature.service : unsignedService(request);
      const service = Object.hasOwn(services, name) ? services[name] : undefined;
      if (!service) throw notSupported(`The service '${name}'`, `here are ${Object.keys(services).join(", ")}`);
      const principal: Principal = signature ? authenticate(request, signature) : { type: "Anonymous" };
      return await service.handle({ ...request, principal });
    } catch (error) {
      return refusal(asAwsError(error, { code: "AccessDenied", status: 403 }), name, request);
    }
  }

  function unsignedService(request: Unproven): string {
    const taker = Object.entries(services).find(([, service]) => service.unsigned?.(request));
    if (taker) return taker[0];
    // A bucket's policy may be open to anyone; no other service's is.
    if (request.headers["x-amz-target"] === undefined) return "s3";
    throw new AwsError("MissingAuthenticationToken", "Request is missing Authentication Token", 403);
  }

  function authenticate(request: Unproven, signature: Signature): Principal {
    const { accessKeyId, sessionToken, region } = signature;
    const caller = iam.identify(accessKeyId, sessionToken);
    if (!caller) {
      const message = `The access key ${accessKeyId}, or the session token sent with it, is not of this cloud`;
      throw new AwsError("InvalidClientTokenId", message, 403);
    }
    if (region !== place.region) {
      throw new AwsError("WrongRegion", `The region '${region}' is wrong; expecting '${place.region}'`);
    }
    verify(request, signature, caller.secretAccessKey);
    return caller.principal;
  }

  return (incoming, response) => {
    const request = head(incoming);
    void answer(incoming, request)
      .then((result) => send(response, result, request.requestId))
      // A header that HTTP can't carry, say: the connection must not hang.
      .catch((error: unknown) => response.writeHead(500).end(String(error)));
  };
}

function head({ method = "GET", url = "/", headers }: IncomingMessage): Unproven {
  const [path = "", ...search] = url.split("?");
  const single = Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(",") : value]);
  const query = new URLSearchParams(search.join("?"));
  return { method, path, query, headers: Object.fromEntries(single), body: Buffer.alloc(0), requestId: randomUUID() };
}

function send(response: ServerResponse, { status, headers, body }: AwsResponse, requestId: string): void {
  // The client went away.
  if (response.destroyed) return;
  // Else Node sends it in chunks, each a write of its own. The answer to HEAD says how long the object is.
  const length = status === 304 || "content-length" in headers ? {} : { "content-length": Buffer.byteLength(body) };
  response.writeHead(status, { ...headers, ...length, "x-amzn-requestid": requestId }).end(body);
}
