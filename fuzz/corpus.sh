#!/bin/sh
# Makes what fuzzing begins with: cases, scenarios and links of the tests, for each target in its own form.
set -eu
cd "$(dirname "$0")"
mkdir -p corpus/evaluate corpus/links corpus/messages
for it in ../tests/cases/*.yaml ../static/scenarios/*.yaml; do
  name=$(basename "$it")
  cp "$it" "corpus/evaluate/$name"
  { printf 'shop/web -> shop/api\nTCP 80\n'; cat "$it"; } > "corpus/messages/$name"
done
cp ../tests/links/* corpus/links/
