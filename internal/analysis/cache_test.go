package analysis

import (
	"github.com/folkmoot/folkmoot/survey"
	"github.com/folkmoot/folkmoot/tally"
	"testing"
)

func TestReleaseIsDecodedOnce(t *testing.T) {
	var s Service
	f := &StoredRelease{Checksum: "sum", Bytes: []byte(`{"number": 3}`)}
	if err := s.decode(f); err != nil || f.Number != 3 {
		t.Fatalf("%v, %v", f.Release, err)
	}
	again := &StoredRelease{Checksum: "sum"} // without Bytes, so only the cache can have it
	if err := s.decode(again); err != nil || again.Release != f.Release {
		t.Errorf("%v, %v", again.Release, err)
	}
	other := &StoredRelease{Checksum: "other", Bytes: []byte(`{`)}
	for range 2 { // the failure is not kept
		if err := s.decode(other); err == nil {
			t.Error("an invalid release was decoded")
		}
	}
}

// The answers of consultations that were not used for longest leave first, and the newest stays whatever it takes.
func TestColumnCacheIsBounded(t *testing.T) {
	f := &survey.Form{ID: "f", Title: "F", Lang: "en", Edition: "standard", Pages: []survey.Page{{ID: "p", Questions: []survey.Question{
		{ID: "q", Kind: survey.LongText, Text: "Why?"}}}}}
	var c columnCache
	var size int64
	for _, slug := range []string{"a", "b", "c"} {
		columns := tally.NewColumns(f)
		if err := columns.Add(tally.Response{Form: f}); err != nil {
			t.Fatal(err)
		}
		size = columns.Bytes()
		c.put(&columnSet{slug: slug, columns: columns}, 2*size)
		c.get("a") // keeps it from being the one that was not used for longest
	}
	if c.get("a") == nil || c.get("b") != nil || c.get("c") == nil {
		t.Errorf("%d sets are kept", len(c.sets))
	}
	c.forgetUnused()
	c.get("a")
	if c.forgetUnused(); c.get("a") == nil || c.get("c") != nil {
		t.Errorf("%d sets are kept, which were not all used", len(c.sets))
	}
	if c.put(&columnSet{slug: "d", columns: c.get("a").columns}, size-1); len(c.sets) != 1 || c.get("d") == nil {
		t.Errorf("%d sets are kept, the newest among them: %v", len(c.sets), c.get("d") != nil)
	}
}
