#!/usr/bin/env bash
# Exercises the seven routes that people and machines use, with curl, against a desk that runs. It says what it did,
# one line a step, and ends with 1 at the first surprise. It leaves one closed conversation behind.
set -euo pipefail

usage() {
    cat >&2 <<'USAGE'
Usage: ADMIN_EMAIL=… ADMIN_PASSWORD=… tests/smoke.sh BASE_URL

  BASE_URL                      where the desk is, for example http://127.0.0.1:8000
  ADMIN_EMAIL, ADMIN_PASSWORD   an account that may work tickets (`make run` shows the first one's)

Needs bash, curl and python3.
USAGE
    exit 2
}

[ $# -eq 1 ] && [ -n "${ADMIN_EMAIL:-}" ] && [ -n "${ADMIN_PASSWORD:-}" ] || usage
readonly BASE_URL="${1%/}"
readonly QUESTION="How do payments work?"
TOKEN=""
STATUS=""
ANSWER=""

fail() {
    printf 'FAILED  %s\n' "$1" >&2
    printf '        HTTP %s: %s\n' "${STATUS:-none}" "${ANSWER:-no answer}" >&2
    exit 1
}

# call METHOD PATH EXPECTED_STATUS [JSON]: one request; sets STATUS and ANSWER.
call() {
    local method="$1" path="$2" expected="$3" body="${4:-}"
    local options=(--silent --show-error --max-time 20 --request "$method" --write-out $'\n%{http_code}')
    [ -z "$body" ] || options+=(--header "Content-Type: application/json" --data-binary @-)
    # The token goes in by a file descriptor: an argument would show it to everybody who can list processes.
    ANSWER="$(printf '%s' "$body" | curl "${options[@]}" \
        --config <([ -z "$TOKEN" ] || printf 'header = "Authorization: Bearer %s"\n' "$TOKEN") \
        "$BASE_URL$path" 2>&1)" || { STATUS="" && fail "$method $path"; }
    STATUS="${ANSWER##*$'\n'}"
    ANSWER="${ANSWER%$'\n'*}"
    [ "$STATUS" = "$expected" ] || fail "$method $path: expected HTTP $expected"
}

# value EXPRESSION…: what Python expressions make of the answer, which they know as `it`; a line each.
value() {
    printf '%s' "$ANSWER" | python3 -c '
import json, sys
it = json.load(sys.stdin)
for expression in sys.argv[1:]:
    print(eval(expression))' "$@" || fail "the answer has not all of: $*"
}

# expect EXPRESSION WANTED
expect() {
    local found
    found="$(value "$1")"
    [ "$found" = "$2" ] || fail "$1 is $found, expected $2"
}

# did ROUTE FORMAT EXPRESSION…: the line about a step, with values out of the answer.
did() {
    local route="$1" format="$2" found values
    shift 2
    found="$(value "$@")"
    mapfile -t values <<<"$found"
    # shellcheck disable=SC2059  # the format is the caller's
    printf "%s  %-46s $format\n" "$STATUS" "$route" "${values[@]}"
}

# The password is read by Python from the environment, and is in no argument.
credentials() {
    python3 -c 'import json, os; print(json.dumps({"email": os.environ["ADMIN_EMAIL"], "password": os.environ["ADMIN_PASSWORD"]}))'
}

export ADMIN_EMAIL ADMIN_PASSWORD
SIGN_IN="$(credentials)"
call POST /api/support/session 200 "$SIGN_IN"
TOKEN="$(value 'it["token"]')"
did "POST /api/support/session" "signed in as %s" 'it["role"]'

call GET /api/chat/config 200
SUPPORT_EMAIL="$(value 'it["support_email"]')"
readonly SUPPORT_EMAIL

call POST /api/support/conversations 201 \
    '{"source": "web", "page_url": "https://shop.example/pricing", "user_id": "smoke-user", "business_id": "smoke"}'
ID="$(value 'it["id"]')"
readonly ID
readonly ONE="/api/support/conversations/$ID"
expect 'it["status"]' auto_resolved
did "POST /api/support/conversations" "id %s, %s" 'it["id"]' 'it["status"]'

call POST "$ONE/messages" 201 '{"role": "user", "content": "'"$QUESTION"'", "input_tokens": 25}'
did "POST /api/support/conversations/ID/messages" "%s: %s tokens in" 'it["role"]' 'it["input_tokens"]'
call POST "$ONE/messages" 201 '{"role": "assistant", "content": "You pay by card.", "output_tokens": 60}'
did "POST /api/support/conversations/ID/messages" "%s: %s tokens out" 'it["role"]' 'it["output_tokens"]'

call GET "$ONE" 200
expect 'it["estimated_cost_usd"]' 325
expect 'it["message_count"]' 2
expect 'len(it["messages"])' 2
expect 'it["summary"]' "$QUESTION"
did "GET /api/support/conversations/ID" "%s messages, estimated_cost_usd %s, %s" \
    'it["message_count"]' 'it["estimated_cost_usd"]' 'it["summary"]'

call POST "$ONE/messages" 201 '{"role": "assistant", "content": "Please write to '"$SUPPORT_EMAIL"'."}'
expect 'it["is_escalation"]' True
did "POST /api/support/conversations/ID/messages" "%s: %s" 'it["role"]' 'it["content"]'

call GET "/api/support/tickets?limit=200" 200
expect "[t['status'] for t in it if t['id'] == '$ID']" "['needs_review']"
expect "[t['escalation_reason'] for t in it if t['id'] == '$ID']" "['Bot unable to resolve issue']"
did "GET /api/support/tickets" "%s in the queue, ours waits for %s s: %s" 'len(it)' \
    "[t['age_seconds'] for t in it if t['id'] == '$ID'][0]" "[t['escalation_reason'] for t in it if t['id'] == '$ID'][0]"

call GET "/api/support/conversations?status=needs_review&escalated=true&business_id=smoke&user_id=smoke-user&limit=200" 200
expect "'$ID' in [c['id'] for c in it]" True
did "GET /api/support/conversations?status=…" "%s found by filters, ours among them" 'len(it)'

call PATCH "$ONE" 200 '{"status": "closed", "notes": "Closed by the smoke test."}'
expect 'it["status"]' closed
expect 'it["closed_at"] is not None' True
did "PATCH /api/support/conversations/ID" "%s at %s" 'it["status"]' 'it["closed_at"]'

for _ in $(seq 30); do # the figures follow within seconds
    call GET "/api/support/analytics?days=30" 200
    counted="$(value 'it["total_conversations"]')"
    [ "$counted" = 0 ] || break
    sleep 1
done
expect 'it["total_conversations"] > 0' True
expect 'len(it["conversations_by_day"])' 30
did "GET /api/support/analytics" "%s conversations, %s messages, %s %% escalated, %s dollars" \
    'it["total_conversations"]' 'it["total_messages"]' 'it["escalated_pct"]' 'it["total_cost_usd"]'

printf 'OK      all seven routes of %s answer as they should\n' "$BASE_URL"
