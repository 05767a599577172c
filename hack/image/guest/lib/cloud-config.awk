# A careful subset of #cloud-config to lines "word<TAB>value":
#   hostname<TAB>NAME      from hostname:
#   key<TAB>SSH KEY        from ssh_authorized_keys: at the top or inside users:
#   ignored<TAB>WHAT       whatever else is asked for, so that the reader can say so
# and runcmd: as a shell script into the file named by -v runcmd=FILE. Its items may be plain or
# quoted strings (also continued on deeper lines), lists in brackets, or | and > blocks.
BEGIN {
  dash = keys_at = -1
  split("users disable_root preserve_hostname ssh_pwauth", words, " ")
  for (i in words) silent[words[i]] = 1
}

{ sub(/\r$/, ""); sub(/[ \t]+$/, ""); match($0, /^ */); indent = RLENGTH }
block != "" && ($0 == "" || indent > dash) { block_line(); next }
/^ *(#|$)/ { next }
/^[A-Za-z0-9_-]+:/ { end_item(); top_level(); next }
/^---/ { next }
section == "runcmd" && /^ *-( |$)/ && (dash < 0 || indent <= dash) { end_item(); new_item(); next }
section == "runcmd" && open { item = item " " substr($0, indent + 1); next }
/^ *(- +)?ssh[_-]authorized[_-]keys: *$/ { keys_at = indent; next }
keys_at >= 0 && indent >= keys_at && /^ *- / { key(substr($0, indent + 3)); next }
{ keys_at = -1 }
END { end_item() }

function top_level(   value) {
  section = $0
  sub(/:.*/, "", section)
  value = $0
  sub(/^[^:]*: */, "", value)
  dash = -1
  keys_at = -1
  if (section == "hostname") print "hostname\t" scalar(value)
  else if (section == "ssh_authorized_keys" || section == "ssh-authorized-keys") keys_at = 0
  else if (section == "runcmd") start_runcmd(value)
  else if (!(section in silent)) print "ignored\t" section
}

function start_runcmd(value,   n, i) {
  print "#!/bin/sh" > runcmd
  if (value == "" || value ~ /^#/) return
  if (value !~ /^\[[^[].*\]$/) { print "ignored\truncmd: " value " (write one command per line, each after a dash)"; return }
  n = split_list(value)
  for (i = 1; i <= n; i++) print part[i] > runcmd
}

function key(text) {
  text = scalar(text)
  if (text ~ /(ssh-|ecdsa-|sk-)[^ ]+ +AAAA/) print "key\t" text
}

function new_item(   text) {
  dash = indent
  text = substr($0, indent + 2)
  sub(/^ */, "", text)
  items++
  if (text ~ /^[|>][-+]?$/) { block = substr(text, 1, 1); block_indent = -1; return }
  if (text ~ /^- /) { print "ignored\truncmd item " items " (a list in dashes; write it in brackets)"; return }
  item = text
  open = 1
}

# An item is one shell line. It is complete when the next begins, as it may go on over several lines.
function end_item() {
  sub(/^ /, "", item)
  if (block == ">" && item != "") print item > runcmd
  else if (open && item ~ /^\[/) print command(item) > runcmd
  else if (open && item != "") print scalar(item) > runcmd
  item = ""
  block = ""
  open = 0
}

# Blocks: lines as they stand, less the indent of the first; those of > are joined to one line.
function block_line() {
  if (block_indent < 0) { if ($0 == "") return; block_indent = indent }
  if (block == "|") print substr($0, block_indent + 1) > runcmd
  else item = item (item == "" ? "" : " ") substr($0, block_indent + 1)
}

# The value of a plain or quoted scalar, without a comment behind it.
function scalar(text,   quote) {
  quote = substr(text, 1, 1)
  if (quote != "\"" && quote != "'") { sub(/ +#.*$/, "", text); return text }
  rest = text
  return quoted()
}

# Takes a quoted string off the front of "rest".
function quoted(   quote, out, i, char, next_char) {
  quote = substr(rest, 1, 1)
  for (i = 2; i <= length(rest); i++) {
    char = substr(rest, i, 1)
    next_char = substr(rest, i + 1, 1)
    if (quote == "'" && char == "'" && next_char == "'") { out = out "'"; i++ }
    else if (char == quote) break
    else if (quote == "\"" && char == "\\") { out = out (next_char == "n" ? "\n" : next_char == "t" ? "\t" : next_char); i++ }
    else out = out char
  }
  rest = substr(rest, i + 1)
  return out
}

# [a, "b c"]: fills part[1..n], returns n.
function split_list(text,   n) {
  rest = substr(text, 2)
  for (;;) {
    sub(/^[ ,]+/, "", rest)
    if (rest == "" || rest ~ /^\]/) return n
    if (rest ~ /^["']/) part[++n] = quoted()
    else { match(rest, /^[^],]*/); part[++n] = substr(rest, 1, RLENGTH); sub(/ +$/, "", part[n]); rest = substr(rest, RLENGTH + 1) }
  }
}

# A list is a program and its arguments: each is quoted for the shell.
function command(text,   n, i, word, out) {
  n = split_list(text)
  for (i = 1; i <= n; i++) {
    word = part[i]
    gsub(/'/, "'\\''", word)
    out = out (i > 1 ? " " : "") "'" word "'"
  }
  return out
}
