// Mapping templates that would run otherwise than on AWS, or not there either, are refused when the program is brought up.
import { expect } from "chai";
import { echo, refusal, states } from "../apigateway.fixture";

/** A template, and why not. */
const refused: Readonly<Record<string, readonly [string, RegExp]>> = {
  "a syntax error": ["#if($context.stage", /Parse error on line 1/],
  "an #if without #end": ["#if($context.stage) a", /no #end/],
  "an #end too many": ["a #end b", /nothing to end/],
  "a macro": ["#macro(f)x#end", /#macro is not supported/],
  "a directive that would print as text": ["a #stop b", /#stop is not supported/],
  "#include": ['#include("a")', /#include is not supported/],
  arithmetic: ["#set($a = 1 + 2)", /\+ is not supported/],
  "a list made by the template": ["#set($a = [1, 2])", /a array is not supported/],
  "a map made by the template": ['#set($a = {"b": 1})', /a map is not supported/],
  "a variable nobody set": ["$contxt.stage", /\$contxt is used and never set/],
  "stage variables": ["$stageVariables.a", /\$stageVariables is used and never set/],
  "$util.toJson, which is AppSync's": ["$util.toJson('x')", /\$util\.toJson\(\) is not supported.*\$util\.parseJson\(\)/],
  "$util.urlDecode": ['$util.urlDecode("x")', /\$util\.urlDecode\(\) is not supported/],
  "$util.base64Encode": ['$util.base64Encode("x")', /\$util\.base64Encode\(\) is not supported/],
  "a member $input has not": ["$input.paht('$')", /\$input\.paht\(\) is not supported/],
  "a $context it has not": ["$context.wafResponseCode", /\$context\.wafResponseCode is not known/],
  "going through all of $context": ["#foreach($k in $context.keySet())$k#end", /\$context\.keySet is not known/],
  "a method values have not": ["$context.stage.getBytes()", /\.getBytes\(\) is not supported/],
  "putting into a map": ['#set($m = $input.path("$"))$m.put("a", "b")', /\.put\(\) is not supported/],
  "a JSONPath to many places": ["$input.json('$..a')", /JSONPath '\$\.\.a' is not supported/],
  "a filter in a JSONPath": ['$input.path("$.a[?(@.b)]")', /is not supported/],
  "a JSONPath known only later": ["$input.path($input.body)", /JSONPath .* use plain text/],
  "setting what is API Gateway's": ["#set($context.requestId = 1)", /#set of \$context.requestId is not supported/],
  "setting a member of a map": ['#set($m = $input.path("$"))#set($m.a = 1)', /#set of \$m\.a is not supported/],
  "overriding a part of the request": [
    '#set($context.requestOverride.path.a = "x")',
    /#set of \$context\.requestOverride\.path\.a is/,
  ],
  "overriding anything else of the answer": [
    '#set($context.responseOverride.custom = "x")',
    /responseOverride\.custom is not supported/,
  ],
  "overriding a header by a name known later": [
    '#set($n = "a")#set($context.responseOverride.header[$n] = "x")',
    /#set of \$context\.responseOverride\.header.* is not supported/,
  ],
};

describe("Refused before anything runs: mapping templates", () => {
  for (const [what, [template, reason]] of Object.entries(refused)) {
    it(what, async () => {
      const why = await refusal({ "/x": { post: states(template) } }, {}, { services: { states: echo } });
      expect(why).to.match(/^POST \/x: request template: /);
      expect(why).to.match(reason);
    });
  }
});
