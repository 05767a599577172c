# JSON to lines "path<TAB>value", for example public_keys.mine<TAB>ssh-ed25519 AAAA… and keys.0.name<TAB>k.
# A newline or tab inside a string stays the two characters \n or \t, so one value is one line.
# Ends with status 1 at the first mistake, after the lines before it.
{ text = text $0 "\n" }
END { at = 1; value(""); blanks(); if (at <= length(text)) fail() }

function fail() { exit 1 }
function peek() { return substr(text, at, 1) }
function blanks() { while (index(" \t\r\n", peek()) && at <= length(text)) at++ }
function take(char) { blanks(); if (peek() != char) fail(); at++ }

function value(path,   char) {
  blanks()
  char = peek()
  if (char == "{") members(path)
  else if (char == "[") elements(path)
  else if (char == "\"") print path "\t" string()
  else print path "\t" bare()
}

function members(path,   name) {
  take("{")
  blanks()
  if (peek() == "}") { at++; return }
  for (;;) {
    blanks()
    name = string()
    take(":")
    value(path == "" ? name : path "." name)
    blanks()
    if (peek() == "}") { at++; return }
    take(",")
  }
}

function elements(path,   i) {
  take("[")
  blanks()
  if (peek() == "]") { at++; return }
  for (i = 0; ; i++) {
    value(path == "" ? i : path "." i)
    blanks()
    if (peek() == "]") { at++; return }
    take(",")
  }
}

function string(   out, char) {
  if (peek() != "\"") fail()
  for (at++; at <= length(text); at++) {
    char = peek()
    if (char == "\"") { at++; return out }
    if (char == "\\") out = out escaped()
    else if (char == "\n") fail()
    else out = out char
  }
  fail()
}

# The escape at the current place; leaves "at" on its last character.
function escaped(   char, code) {
  char = substr(text, ++at, 1)
  if (index("\"/\\", char)) return char
  if (char == "n" || char == "r") return char == "n" ? "\\n" : ""
  if (char == "t") return "\\t"
  if (char != "u") return ""
  code = number(substr(text, at + 1, 4))
  at += 4
  return code >= 32 && code < 127 ? sprintf("%c", code) : "?"
}

function number(hex,   i, sum) {
  for (i = 1; i <= 4; i++) sum = sum * 16 + index("0123456789abcdef", tolower(substr(hex, i, 1))) - 1
  return sum
}

function bare(   start) {
  start = at
  while (at <= length(text) && !index(",]} \t\r\n", peek())) at++
  if (at == start) fail()
  return substr(text, start, at - start)
}
