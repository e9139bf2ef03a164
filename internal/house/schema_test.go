package house

import (
	"fmt"
	"io/fs"
	"regexp"
	"strings"
)

var (
	comment = regexp.MustCompile(`--[^\n]*`)
	touched = regexp.MustCompile(
		`(?i)\b(?:CREATE TABLE(?: IF NOT EXISTS)?|ALTER TABLE|DROP TABLE|ON|INSERT INTO|UPDATE|DELETE FROM)\s+([a-z]+)_[a-z_]+`,
	)
	reference = regexp.MustCompile(`(?i)\bREFERENCES\s+([a-z]+)_[a-z_]+`)
	foreign   = regexp.MustCompile(
		`(?i)\b(?:INTEGER|INT|SERIAL|BIGSERIAL|AUTOINCREMENT|TIMESTAMP|TIMESTAMPTZ|DATE|JSONB?|BYTEA|VARCHAR|REAL|NUMERIC|CURRENT_TIMESTAMP)\b`,
	)
)

// schema holds the migrations against the plan: two people who add one on the
// same day do not get the same number, a file makes only the tables of the
// feature it is named after, they point only downwards, and every type is one
// that both databases have.
func (h *house) schema(files fs.FS) error {
	folder := "internal/schema"
	paths, err := fs.Glob(files, folder+"/*.sql")
	if err != nil {
		return err
	}
	for i, file := range paths {
		text, err := fs.ReadFile(files, file)
		if err != nil {
			return err
		}
		name := strings.TrimPrefix(file, folder+"/")
		number, rest, _ := strings.Cut(strings.TrimSuffix(name, ".sql"), "_")
		if want := fmt.Sprintf("%04d", i+1); number != want {
			h.say("%s should begin with %s_", name, want)
		}
		owner, _, _ := strings.Cut(rest, "_")
		here, ok := h.floor[owner]
		if !ok {
			h.say("%s is named after no feature", name)
		}
		sql := comment.ReplaceAllString(string(text), "")
		for _, m := range touched.FindAllStringSubmatch(sql, -1) {
			if m[1] != owner {
				h.say("%s touches a table of %s", name, m[1])
			}
		}
		for _, m := range reference.FindAllStringSubmatch(sql, -1) {
			if there, ok := h.floor[m[1]]; m[1] != owner && (!ok || there >= here) {
				h.say("%s points to a table of %s, which is not below it", name, m[1])
			}
		}
		if word := foreign.FindString(sql); word != "" {
			h.say("%s has the word %s; columns are TEXT, BIGINT, BOOLEAN, BLOB or DOUBLE PRECISION", name, word)
		}
	}
	return nil
}
