// Run by mongosh at every start: makes the replica set of one member and the account of the services, where missing.
const secret = (name) => require("fs").readFileSync(`/run/desk/${name}`, "utf8");
const admin = db.getSiblingDB("admin");
const support = db.getSiblingDB("support");

admin.auth("root", secret("mongodb_root_password"));

if (!db.hello().setName) {
  rs.initiate({ _id: "desk", members: [{ _id: 0, host: "mongodb:27017" }] });
}
while (!db.hello().isWritablePrimary) {
  sleep(200);
}

const account = { pwd: secret("mongodb_password"), roles: [{ role: "dbOwner", db: "support" }] };
if (support.getUser("desk")) {
  support.updateUser("desk", account);
} else {
  support.createUser({ user: "desk", ...account });
}
print("the replica set has a primary, and the services have their account");
