// Run by mongosh at every start: makes the replica set of one member, and the accounts with what each may do
// (docs/contracts/access/mongodb.json), where missing.
const read = (path) => require("fs").readFileSync(path, "utf8");
const secret = (name) => read(`/run/desk/${name}`);
const admin = db.getSiblingDB("admin");
const support = db.getSiblingDB("support");

admin.auth("root", secret("mongodb_root_password"));

if (!db.hello().setName) {
  rs.initiate({ _id: "desk", members: [{ _id: 0, host: "mongodb:27017" }] });
}
while (!db.hello().isWritablePrimary) {
  sleep(200);
}

const make = (name, account) =>
  support.getUser(name) ? support.updateUser(name, account) : support.createUser({ user: name, ...account });

for (const role of JSON.parse(read("/access.json")).roles) {
  const { role: service, ...may } = role;
  support.getRole(service) ? support.updateRole(service, may) : support.createRole(role);
  make(service, { pwd: secret(`mongodb_password_${service}`), roles: [{ role: service, db: "support" }] });
}
make("desk", { pwd: secret("mongodb_password"), roles: [{ role: "dbOwner", db: "support" }] });
print("the replica set has a primary, and everybody has an account");
