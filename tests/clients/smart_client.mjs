// fhirclient (SMART): reads, all pages of a search, references, a batch. Usage: node smart_client.mjs BASE_URL
import assert from "node:assert/strict";
import smart from "fhirclient";

const client = smart({ headers: {} }, {}).client({ serverUrl: process.argv[2] });

async function reads() {
  const patient = await client.request("Patient/00001");
  assert.equal(client.getPath(patient, "name.0.given.0"), "太郎");
  assert.equal(await client.getFhirRelease(), 4);
}

async function fails() {
  const failure = await client.request("Observation?patient=00001").then(
    () => null,
    (error) => error,
  );
  assert.equal(failure.status, 404);
}

async function pages() {
  const conditions = await client.request("Condition?patient=00004&_count=50", {
    pageLimit: 0,
    flat: true,
  });
  const ids = new Set(conditions.map((condition) => condition.id));
  assert.equal(conditions.length, 271);
  assert.equal(ids.size, 271);
}

async function streams() {
  let count = 0;
  for await (const condition of client.resources("Condition?patient=00004&_count=100")) {
    assert.equal(condition.resourceType, "Condition");
    count++;
  }
  assert.equal(count, 271);
}

async function resolves() {
  const condition = (await client.request("Condition?patient=00001", { flat: true }))[0];
  const found = await client.request(`Condition/${condition.id}`, {
    resolveReferences: "subject",
  });
  assert.equal(found.subject.gender, "male");
}

async function batches() {
  const answer = await client.request({
    url: "",
    method: "POST",
    headers: { "content-type": "application/fhir+json" },
    body: JSON.stringify({
      resourceType: "Bundle",
      type: "batch",
      entry: [{ request: { method: "GET", url: "Coverage?patient=00001" } }],
    }),
  });
  assert.equal(answer.entry[0].response.status.slice(0, 3), "200");
  assert.equal(answer.entry[0].resource.type, "searchset");
}

for (const step of [reads, fails, pages, streams, resolves, batches]) {
  await step();
  console.log(`${step.name}: as expected`);
}
