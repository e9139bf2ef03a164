#!/usr/bin/env bash
# Prints the numbers that a review asks for: the size of the code, long lines,
# and how often the names that were given up are still used.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
go_files() { git ls-files '*.go'; }
echo "lines of Go without tests: $(go_files | grep -v _test.go | xargs cat | wc -l)"
echo "lines of tests:            $(go_files | grep _test.go | xargs cat | wc -l)"
echo "lines over 140 columns:    $(LC_ALL=C.UTF-8 git grep -nE "^.{141,}" -- "*.go" | wc -l || true)"
echo
printf '%-28s %-34s %s\n' 'old name' 'new name' 'left'
while IFS='|' read -r old new; do
	# question.Rows is a name of package question, l.question.Rows is not.
	before='(?<![.\w])'
	[[ $old == /* ]] && before=''
	left=$({ git grep -P -e "$before\Q$old\E(?!\w)" -- '*.go' '*.html' '*.sql' '*.md' ':!docs/decisions' || true; } | wc -l)
	printf '%-28s %-34s %d\n' "$old" "$new" "$left"
done <tools/names.txt
