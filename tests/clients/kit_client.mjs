// fhir-kit-client: reads, searches, follows pages, sends a batch. Usage: node kit_client.mjs BASE_URL
import assert from "node:assert/strict";
import { Client } from "fhir-kit-client";

const client = new Client({ baseUrl: process.argv[2] });

async function describes() {
  const statement = await client.capabilityStatement();
  assert.equal(statement.resourceType, "CapabilityStatement");
  const types = statement.rest[0].resource.map((row) => row.type);
  assert.ok(types.includes("Patient") && !types.includes("Observation"));
}

async function reads() {
  const patient = await client.read({ resourceType: "Patient", id: "00001" });
  assert.equal(patient.birthDate, "1975-04-01");
  assert.equal(patient.name[0].family, "テスト");
}

async function fails() {
  const failure = await client
    .read({ resourceType: "Patient", id: "99999" })
    .then(() => null, (error) => error);
  assert.equal(failure.response.status, 404);
  assert.equal(failure.response.data.resourceType, "OperationOutcome");
}

async function searches() {
  const found = await client.search({
    resourceType: "Patient",
    searchParams: { name: "テスト" },
  });
  assert.equal(found.total, 2);
  const posted = await client.search({
    resourceType: "Condition",
    searchParams: { patient: "00001", _include: "Condition:subject" },
    options: { postSearch: true },
  });
  const modes = posted.entry.map((entry) => entry.search.mode);
  assert.equal(modes.filter((mode) => mode === "match").length, 6);
  assert.equal(modes.filter((mode) => mode === "include").length, 1);
}

async function pages() {
  const seen = new Set();
  const sizes = [];
  let bundle = await client.search({
    resourceType: "Condition",
    searchParams: { patient: "00004", _count: 100 },
  });
  let last = bundle;
  while (bundle) {
    sizes.push(bundle.entry.length);
    bundle.entry.forEach((entry) => seen.add(entry.fullUrl));
    last = bundle;
    bundle = await client.nextPage({ bundle });
  }
  assert.deepEqual(sizes, [100, 100, 71]);
  assert.equal(seen.size, 271);
  const back = await client.prevPage({ bundle: last });
  assert.equal(back.entry.length, 100);
}

async function batches() {
  const entry = ["Patient/00001", "Condition?patient=00001&_count=1", "Patient/99999"].map(
    (url) => ({ request: { method: "GET", url } }),
  );
  const answer = await client.batch({ body: { resourceType: "Bundle", type: "batch", entry } });
  assert.equal(answer.type, "batch-response");
  const states = answer.entry.map((one) => one.response.status.slice(0, 3));
  assert.deepEqual(states, ["200", "200", "404"]);
  assert.equal(answer.entry[1].resource.total, 6);
}

async function everything() {
  const bundle = await client.operation({
    name: "everything",
    resourceType: "Patient",
    id: "00001",
    method: "GET",
  });
  const types = new Set(bundle.entry.map((entry) => entry.resource.resourceType));
  for (const type of ["Patient", "Condition", "Coverage", "AllergyIntolerance"]) {
    assert.ok(types.has(type), type);
  }
}

for (const step of [describes, reads, fails, searches, pages, batches, everything]) {
  await step();
  console.log(`${step.name}: as expected`);
}
