import { assertEquals } from "@std/assert";
import { RequestHandler, UIModule } from "../../lib/web/mod.ts";
import { logged } from "./_kit.ts";

class Entry extends UIModule {
  override render(text: string): string {
    return `<li>${text}</li>`;
  }
  override embeddedCss(): string {
    return "li {}";
  }
  override embeddedJavascript(): string {
    return "go()";
  }
  override cssFiles(): string[] {
    return ["/a.css"];
  }
  override javascriptFiles(): string[] {
    return ['/a.js?"'];
  }
}

function page(text: string): Promise<string> {
  class Page extends RequestHandler {
    override get(): void {
      this.renderText(text);
    }
  }
  const { app } = logged([["/", Page]], { uiModules: { Entry } });
  return app.request("/").then((reply) => reply.text());
}

Deno.test("what modules need stands in the page once", async () => {
  const text = await page(
    "<head></head><body><%~ it.modules.Entry('1') %><%~ it.modules.Entry('2') %></body>",
  );
  assertEquals(
    text,
    '<head><link href="/a.css" type="text/css" rel="stylesheet"/>\n' +
      "<style>\nli {}\n</style>\n</head><body><li>1</li><li>2</li>" +
      '<script src="/a.js?&quot;"></script>\n<script>\ngo()\n</script>\n</body>',
  );
});

Deno.test("a page without modules in it is left alone", async () => {
  assertEquals(await page("<head></head>"), "<head></head>");
});

Deno.test("a page without head and end gets it around", async () => {
  const text = await page("<%~ it.modules.Entry('1') %>");
  assertEquals(text.indexOf("<link"), 0);
  assertEquals(text.endsWith("</script>"), true);
});
