package draft

import (
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/folkmoot/folkmoot/internal/builder"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/digest"
)

// textSource says that the text with the given key of a version was written for, or checked against, a text of
// the master.
type textSource struct{ key, text, master string }

// textSources are the stored sources of the texts of a consultation. They map the key of a text and the digest
// of the text, separated by a newline, to the digests of the master texts for which it was written. Because
// digests identify the texts, the sources stay valid for published and draft versions alike.
type textSources map[string]map[string]bool

func loadTextSources(ctx context.Context, tx *db.Tx, slug consult.Slug) (textSources, error) {
	rows, err := db.All(ctx, tx, func(row db.Row) (r [3]string, err error) {
		return r, row.Scan(&r[0], &r[1], &r[2])
	}, `SELECT text_key, text_digest, master_digest FROM draft_text_source WHERE slug = $1`, slug)
	sources := textSources{}
	for _, r := range rows {
		sources.add(r[0]+"\n"+r[1], r[2])
	}
	return sources, err
}

// digest identifies the sources.
func (s textSources) digest() string { return digest.Of(db.JSON(s)).Hex() }

func (s textSources) add(key, masterDigest string) {
	if s[key] == nil {
		s[key] = map[string]bool{}
	}
	s[key][masterDigest] = true
}

// staleIn returns a function that reports whether a text of d was written for another text of the master than the given
// one. If no source of it is stored, a text that has not changed since it was published was written for the master text
// that was published with it.
func (s textSources) staleIn(d *Draft) func(key, text, master string) bool {
	published := textsOf(d.Base)
	return func(key, text, master string) bool {
		if strings.TrimSpace(text) == "" {
			return false
		}
		if masters := s[key+"\n"+textDigest(text)]; masters != nil {
			return !masters[textDigest(master)]
		}
		was := published[key]
		return was.text == text && was.master != master
	}
}

// textsOf returns the texts of the versions in def, which may be nil, by their keys.
func textsOf(def *consult.Definition) map[string]textSource {
	all := map[string]textSource{}
	if def == nil {
		return all
	}
	add := func(key, text, master string) {
		if _, known := all[key]; !known {
			all[key] = textSource{key, text, master}
		}
	}
	for i := 1; i < len(def.Forms); i++ {
		for t := range builder.NewEditionTexts(def, i, nil).All() {
			add(t.Key, t.Own, t.Master)
		}
	}
	for i := range def.Documents {
		doc := &def.Documents[i]
		for j := range doc.Editions {
			e := &doc.Editions[j]
			add(documentKey(doc, e), e.Text+e.Link, doc.Editions[0].Text)
		}
	}
	return all
}

// documentKey is the key of the text of a version of a document. See [builder.EditionText] for other keys.
func documentKey(doc *consult.Document, e *consult.Edition) string {
	return "document/" + doc.ID + "/" + e.ID()
}

// writtenFor returns the texts of the master for which stale texts of a version were written, by the key of the text. If
// a text was written for, or checked against, several, it is the one that has most in common with the present one.
func (s textSources) writtenFor(
	ctx context.Context, tx *db.Tx, d *Draft, stale []textSource,
) (map[string]string, error) {
	digests := map[string]bool{}
	for _, t := range stale {
		for known := range s[t.key+"\n"+textDigest(t.text)] {
			digests[known] = true
		}
	}
	stored := map[string]string{} // by digest
	for chunk := range slices.Chunk(slices.Sorted(maps.Keys(digests)), maxDigests) {
		found, err := db.All(ctx, tx, func(row db.Row) (r [2]string, err error) { return r, row.Scan(&r[0], &r[1]) },
			`SELECT digest, text FROM draft_master_text WHERE slug = $1 AND digest IN (`+db.Placeholders(2, len(chunk))+`)`,
			append([]any{d.Slug}, db.Args(chunk)...)...)
		if err != nil {
			return nil, err
		}
		for _, r := range found {
			stored[r[0]] = r[1]
		}
	}
	published := textsOf(d.Base)
	found := map[string]string{}
	for _, t := range stale {
		best := -1
		for known := range s[t.key+"\n"+textDigest(t.text)] {
			if text := stored[known]; text != "" && inCommon(text, t.master) > best {
				found[t.key], best = text, inCommon(text, t.master)
			}
		}
		if was := published[t.key]; best < 0 && was.text == t.text {
			found[t.key] = was.master
		}
	}
	return found, nil
}

// maxDigests is the maximum number of digests in one query.
const maxDigests = 500

// inCommon returns how many bytes two texts have in common at their beginning and their end.
func inCommon(a, b string) (n int) {
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	end := 0
	for end < len(a)-n && end < len(b)-n && a[len(a)-1-end] == b[len(b)-1-end] {
		end++
	}
	return n + end
}

// saveTextSources stores sources of texts that are not empty. It returns how many of them are new.
func saveTextSources(ctx context.Context, tx *db.Tx, slug consult.Slug, sources []textSource) (added int64, err error) {
	var rows, masters [][]any
	for _, source := range sources {
		if strings.TrimSpace(source.text) != "" {
			rows = append(rows, []any{slug, source.key, textDigest(source.text), textDigest(source.master)})
			masters = append(masters, []any{slug, textDigest(source.master), source.master})
		}
	}
	_, err = tx.Insert(ctx, `draft_master_text (slug, digest, text)`, masters, `ON CONFLICT (slug, digest) DO NOTHING`)
	if err != nil {
		return 0, err
	}
	return tx.Insert(ctx, `draft_text_source (slug, text_key, text_digest, master_digest)`, rows,
		`ON CONFLICT (slug, text_key, text_digest, master_digest) DO NOTHING`)
}

// textDigest identifies a text by the first half of its SHA-256 digest.
func textDigest(text string) string {
	return digest.Of(text).ShortHex(16)
}
