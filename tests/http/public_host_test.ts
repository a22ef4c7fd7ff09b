import { assertEquals } from "@std/assert";
import { isPublicHost } from "../../lib/http/mod.ts";

const PUBLIC = [
  "example.com",
  "example.com.",
  "8.8.8.8",
  "1.1.1.1",
  "172.15.255.255",
  "172.32.0.1",
  "192.167.1.1",
  "223.255.255.255",
  "[2606:4700::1111]",
  "2a00:1450:4001::8a",
  "[::ffff:8.8.8.8]",
  "2002:808:808::1",
  "64:ff9b::8.8.8.8",
];

const INNER = [
  "localhost",
  "LOCALHOST.",
  "a.localhost",
  "printer",
  "printer.local",
  "db.internal",
  "127.0.0.1",
  "127.255.255.254",
  "0.0.0.0",
  "10.1.2.3",
  "100.64.0.1",
  "169.254.169.254",
  "172.16.0.1",
  "172.31.255.255",
  "192.168.0.1",
  "198.18.0.1",
  "224.0.0.1",
  "255.255.255.255",
  "[::]",
  "[::1]",
  "[fe80::1]",
  "[fc00::1]",
  "[fd12:3456::1]",
  "[ff02::1]",
  "[2001:db8::1]",
  "[2001::1]",
  "fe80::1%eth0",
  "1:2:3",
  "::1::2",
  "",
];

Deno.test("hosts of the internet are public", () => {
  for (const host of PUBLIC) assertEquals(isPublicHost(host), true, host);
});

Deno.test("hosts of one's own network are not", () => {
  for (const host of INNER) assertEquals(isPublicHost(host), false, host);
});

Deno.test("CVE-2026-44492: spellings of an inner address do not hide it", () => {
  const spelt = [
    "http://2130706433/",
    "http://0x7f000001/",
    "http://0177.0.0.1/",
    "http://127.1/",
    "http://127.0.0.1./",
    "http://①②⑦.0.0.1/",
    "http://[::ffff:127.0.0.1]/",
    "http://[::ffff:7f00:1]/",
    "http://[0:0:0:0:0:ffff:10.0.0.1]/",
    "http://[::127.0.0.1]/",
    "http://[2002:7f00:1::]/",
    "http://[64:ff9b::10.0.0.1]/",
    "http://[64:ff9b:1::10.0.0.1]/",
    "http://user:pw@10.0.0.1/",
    "http://LocalHost/",
  ];
  for (const url of spelt) {
    assertEquals(isPublicHost(new URL(url).hostname), false, url);
  }
});
