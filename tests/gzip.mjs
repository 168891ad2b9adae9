// Compresses or decompresses standard input: `gzip.mjs gzip|gunzip|brotli`.
import { readFileSync, writeFileSync } from "node:fs";
import { brotliCompressSync, gunzipSync, gzipSync } from "node:zlib";

const methods = { gzip: (bytes) => gzipSync(bytes, { level: 9 }), gunzip: gunzipSync, brotli: brotliCompressSync };
writeFileSync(1, methods[process.argv[2]](readFileSync(0)));
