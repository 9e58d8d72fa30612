// Mapping templates, by what a client gets or the state machine is sent. AWS's own behaviour comes from recorded responses.
import { expect } from "chai";
import { mock, refusal, type Served, serve, states } from "./apigateway.fixture";

describe("API Gateway's mapping templates", () => {
  const templates: Record<string, string> = {
    path: "$input.path('$.a')",
    json: "$input.json('$.a')",
    whole: '#set($all = $input.json("$"))$all',
    nested: "#set($r = $input.path('$'))$r.a.b[0] $r['a b'] $input.path(\"$.a.b[0]\")",
    missing: '#set($r = $input.path("$.none"))[$r|$r.size#if($r == $null)|null#end#if($r == "")|empty#end]',
    truth: '#if("")empty is true#end#if($input.path("$.no"))x#else, missing is not#end#if(!$input.path("$.f")), false is not#end',
    escaped: '{"a": "$util.escapeJavaScript($input.path(\'$.a\')).replaceAll("\\\\\'", "\'")"}',
    javaEscaped: "$util.escapeJavaScript($input.path('$.a'))",
    body: "$input.body",
    params: "$input.params('x')|$input.params().header.get('X')|$input.params().header.x|$input.params('none')",
    context:
      "$context.httpMethod $context.resourcePath $context.stage $context.path $context.accountId $context.identity.sourceIp",
    loop: "#foreach($k in $input.path('$').keySet())$k, #end",
    counted:
      "#foreach($k in $input.path('$').keySet())$foreach.count. $k$foreach.index#if($foreach.hasNext), #end#end$foreach.count",
    inner: "#foreach($i in $input.path('$'))#foreach($j in $input.path('$'))$j#end$i #end",
    own: "$input.path('$.constructor')$input.path('$').toString.size()",
    regex: "$input.path('$.a').replaceAll('(b)', '<$1>\\$')",
    choice:
      "#if($input.path('$.n') != 3 && $input.path('$.n') == 5)mid#elseif($input.path('$.n') == 9 || 1 == 2)nine#{else}other#end",
    strings: '#set($s = "a-$input.path(\'$.a\')-c")$s.length() $s.contains("B") $s.toLowerCase()',
    util: "$util.parseJson($input.path('$.a')).b $util.parseJson($input.path('$.none')).b.",
    override: '#set($context.responseOverride.status = 409){"error": "Conflict"}',
    maps: '#set($m = $input.path("$"))$m $m.containsKey("b") $m.size()',
    comments: "a## gone\n#* gone too *#b \\$x $5 #1 $!{context.stage}s",
  };
  let api: Served;
  const render = async (name: string, body: string | object = "") => (await api.post(`/${name}`, body)).text;

  before(async () => {
    const paths = Object.entries(templates).map(([name, template]) => [`/${name}`, { post: states(template) }]);
    const services = { states: ({ body }: { body: Buffer }) => ({ body: body.toString() }) };
    api = await serve(Object.fromEntries(paths), {}, { services });
  });
  after(() => api.close());

  it("prints objects as Java maps and lists as JSON through $input.path", async () => {
    expect(await render("path", { a: { foo: "bar" } })).to.equal("{foo=bar}");
    expect(await render("path", { a: [{ foo: "bar" }] })).to.equal('[{"foo":"bar"}]');
    expect(await render("path", { a: { foo: [{ nested: "bar" }], n: null } })).to.equal('{foo=[{"nested":"bar"}], n=null}');
  });

  it("prints JSON through $input.json, and two quotes for what is missing", async () => {
    expect(await render("json", { a: { "b'": ["é", 1.5, null] } })).to.equal('{"b\'":["é",1.5,null]}');
    expect(await render("json", { a: "x" })).to.equal('"x"');
    expect(await render("json", {})).to.equal('""');
    expect(await render("whole")).to.equal("{}");
  });

  it("reaches nested members, items and names with blanks", async () => {
    expect(await render("nested", { a: { b: [7] }, "a b": "c" })).to.equal("7 c 7");
  });

  it("takes what is missing or null for both $null and the empty text", async () => {
    expect([await render("missing", {}), await render("missing", { none: null })]).to.deep.equal([
      "[||null|empty]",
      "[||null|empty]",
    ]);
    expect(await render("missing", { none: [] })).to.equal("[[]|]");
  });

  it("takes only null and false for false", async () => {
    expect(await render("truth", { f: false })).to.equal("empty is true, missing is not, false is not");
  });

  it("escapes for JavaScript as Java does, and replaceAll makes JSON of it", async () => {
    const a = 'it\'s "5" / 7\\8\n\u0001\u2028é💶</script>';
    expect(await render("javaEscaped", { a: "it's / é\n" })).to.equal("it\\'s \\/ \\u00E9\\n");
    expect(JSON.parse(await render("escaped", { a }))).to.deep.equal({ a });
  });

  it("gives an empty body as {}", async () => {
    expect(await render("body")).to.equal("{}");
    expect(await render("body", "{ }")).to.equal("{ }");
  });

  it("finds parameters in the query before the headers, and headers as they were spelled", async () => {
    const response = await api.post("/params?x=query", {}, { x: "lower" });
    expect(response.text).to.equal("query||lower|");
  });

  it("tells what it knows of the request", async () => {
    const ip = "127.0.0.1";
    expect(await render("context")).to.equal(`POST /context dev /dev/context 123456789012 ${ip}`);
  });

  it("loops, chooses and handles text as Velocity does", async () => {
    expect(await render("loop", { a: 1, b: 2 })).to.equal("a, b, ");
    expect(await render("inner", ["x", "y"])).to.equal("xyx xyy ");
    expect(await render("counted", { a: 1, b: 2 })).to.equal("1. a0, 2. b1");
    expect(await render("regex", { a: "abc" })).to.equal("a<b>$c");
    expect([await render("choice", { n: 5 }), await render("choice", { n: 9 }), await render("choice", { n: 1 })]).to.deep.equal([
      "mid",
      "nine",
      "other",
    ]);
    expect(await render("strings", { a: "B" })).to.equal("5 true a-b-c");
    expect(await render("maps", { a: [1], b: "2", c: null })).to.equal("{a=[1], b=2, c=null} true 3");
  });

  it("reads JSON within JSON, and nothing from what is missing", async () => {
    expect(await render("util", { a: '{"b": 3}' })).to.equal("3 .");
  });

  it("leaves comments, lone signs and escaped references as text", async () => {
    expect(await render("comments")).to.equal("ab $x $5 #1 devs");
  });

  it("lets a template override the status", async () => {
    const response = await api.post("/override", {});
    expect([response.status, response.text]).to.deep.equal([409, '{"error": "Conflict"}']);
  });

  it("never evaluates a request's data, whatever it looks like", async () => {
    const a = "$context.accountId #set($x = 1) $!{input.body} #if(true)x#end";
    expect(await render("path", { a })).to.equal(a);
    expect(await render("strings", { a })).to.contain("a-$context.accountid");
    const response = await api.post(`/params?x=${encodeURIComponent(a)}`, {});
    expect(response.text).to.contain(a);
  });

  it("keeps keys such as __proto__ and constructor as data", async () => {
    const body = '{"a": {"__proto__": {"x": 1}, "constructor": 2, "toString": 3, "hasOwnProperty": 4}}';
    expect(await render("json", body)).to.equal(JSON.stringify(JSON.parse(body).a));
    expect(await render("path", body)).to.equal("{__proto__={x=1}, constructor=2, toString=3, hasOwnProperty=4}");
    expect(await render("own", { b: 1 })).to.equal("");
    expect(await render("loop", '{"__proto__": 1}')).to.equal("__proto__, ");
    expect(Object.prototype).to.not.have.property("x");
  });

  it("turns a body that is not JSON away with 400 where the template reads it", async () => {
    const response = await api.post("/path", "{'a'");
    expect([response.status, response.json()]).to.deep.equal([400, { message: "Could not parse request body into json" }]);
  });

  it("refuses a response template as well, and says which", async () => {
    expect(await refusal({ "/x": { get: mock("$input.json(") } })).to.match(/^GET \/x: response template of 'default': /);
  });
});
