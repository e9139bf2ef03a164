package recordweb

import (
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/feature"
	"github.com/folkmoot/folkmoot/internal/page/pagetest"
	"github.com/folkmoot/folkmoot/internal/record"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/web"
	"github.com/folkmoot/folkmoot/receipt"
	"github.com/folkmoot/folkmoot/survey"
)

func TestPages(t *testing.T) {
	pagetest.Golden(t, "record", recordPage)
	pagetest.Golden(t, "receipts", receiptPage)
}

const origin = "consult.example.org/record"

// newSite returns a site with these handlers and a record in dir.
func newSite(t testing.TB, d *db.DB, dir string) *web.Deps {
	t.Helper()
	log, err := record.Open(t.Context(), d, record.Options{Dir: dir, Origin: origin})
	if _, ok := errors.AsType[*record.RestoredError](err); ok {
		log, err = record.Open(t.Context(), d, record.Options{Dir: dir, Origin: origin, Restored: "test of a restore"})
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { log.Close() })
	quiet := slog.New(slog.DiscardHandler)
	deps := &web.Deps{DB: d, Record: log, Slog: quiet, Now: func() time.Time { return dbtest.Now }, Site: &site.Site{Log: quiet}}
	feature.Mount(deps, New(deps))
	return deps
}

func addLeaves(t testing.TB, deps *web.Deps, leaves ...receipt.Leaf) []*receipt.Receipt {
	t.Helper()
	receipts, err := deps.Record.Update(t.Context(), func(_ *db.Tx, w *record.Writer) error {
		w.Add(leaves...)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := deps.Record.PublishAll(t.Context()); err != nil {
		t.Fatal(err)
	}
	return receipts
}

func responses(n int) []receipt.Leaf {
	leaves := make([]receipt.Leaf, n)
	for i := range leaves {
		leaves[i] = receipt.Leaf{Subject: "the-park", Kind: "response"}
		rand.Read(leaves[i].Commitment[:])
	}
	return leaves
}

func get(t testing.TB, deps *web.Deps, path string) *httptest.ResponseRecorder {
	t.Helper()
	w := httptest.NewRecorder()
	deps.Site.ServeHTTP(w, httptest.NewRequest("GET", path, nil))
	return w
}

// postReceipt posts text in the form, with the line ends of a browser.
func postReceipt(t testing.TB, deps *web.Deps, text string) *httptest.ResponseRecorder {
	t.Helper()
	body := url.Values{"receipt": {strings.ReplaceAll(text, "\n", "\r\n")}}.Encode()
	r := httptest.NewRequest("POST", "/receipts", strings.NewReader(body))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	deps.Site.ServeHTTP(w, r)
	return w
}

func TestRecordPages(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		deps := newSite(t, d, t.TempDir())
		if w := get(t, deps, "/record/checkpoint"); w.Code != 404 {
			t.Errorf("the checkpoint of an empty record: %d", w.Code)
		}
		if w := get(t, deps, "/record"); w.Code != 200 || !strings.Contains(w.Body.String(), "There are no entries yet.") ||
			strings.Contains(w.Body.String(), `href="/record/checkpoint"`) {
			t.Errorf("the page of an empty record: %d %s", w.Code, w.Body)
		}
		all := addLeaves(t, deps, responses(300)...)
		withdrawn := all[0].Leaf
		withdrawn.Kind = "withdrawn"
		last := addLeaves(t, deps, withdrawn)[0]

		for _, test := range []struct {
			path   string
			status int
			kind   string // of content
			cache  string
			want   string
		}{
			{"/record", 200, "text/html", "", "301 entries"},
			{"/record", 200, "text/html", "", "A response was withdrawn by the person who sent it"},
			{"/record", 200, "text/html", "", "before=251"},
			{"/record?before=50", 200, "text/html", "", "Newest entries"},
			{"/record?before=1", 200, "text/html", "", "<th scope=\"row\" class=\"govuk-table__header govuk-table__header--numeric\">1</th>"},
			{"/record?before=x", 404, "text/html", "", ""},
			{"/record?before=-1", 404, "text/html", "", ""},
			{"/record?part=2", 404, "text/html", "", ""},
			{"/record/key", 200, plainText, cacheBriefly, deps.Record.Key() + "\n"},
			{"/record/checkpoint", 200, plainText, cacheBriefly, string(last.Checkpoint)},
			{"/record/tile/0/000", 200, octets, cacheForever, ""},
			{"/record/tile/0/001.p/45", 200, octets, cacheForever, ""},
			{"/record/tile/0/001.p/1", 200, octets, cacheForever, ""},
			{"/record/tile/1/000.p/1", 200, octets, cacheForever, ""},
			{"/record/tile/entries/000", 200, octets, cacheForever, "folkmoot/leaf/v1\nthe-park\nresponse\n"},
			{"/record/tile/entries/001.p/45", 200, octets, cacheForever, "folkmoot/leaf/v1\nthe-park\nwithdrawn\n"},
			{"/record/tile/0/001", 404, "text/html", "", ""},
			{"/record/tile/0/001.p/46", 404, "text/html", "", ""},
			{"/record/tile/0/000.p/256", 404, "text/html", "", ""},
			{"/record/tile/0/000.p/0", 404, "text/html", "", ""},
			{"/record/tile/0/0", 404, "text/html", "", ""},
			{"/record/tile/00/000", 404, "text/html", "", ""},
			{"/record/tile/data/000", 404, "text/html", "", ""},
			{"/record/tile/8/0/000", 404, "text/html", "", ""},
			{"/record/tile/64/000", 404, "text/html", "", ""},
			{"/record/tile/entries/002", 404, "text/html", "", ""},
			{"/record/tile/entries/x999/x999/x999/x999/x999/x999/999", 404, "text/html", "", ""},
			{"/record/epoch-1/checkpoint", 404, "text/html", "", ""},
			{"/record/epoch-2/checkpoint", 404, "text/html", "", ""},
			{"/record/other", 404, "text/html", "", ""},
			{"/receipts/" + all[5].Leaf.Code(), 200, plainText, cacheForever, string(all[5].Marshal())},
			{"/receipts/AAAA", 404, "text/html", "", ""},
			{"/receipts/AAAA-AAAA-AAAA-AAAA-AAAA-AAAA-AAAA-AAAA", 404, "text/html", "", ""},
		} {
			w := get(t, deps, test.path)
			if w.Code != test.status || !strings.HasPrefix(w.Header().Get("Content-Type"), test.kind) ||
				!strings.Contains(w.Body.String(), test.want) {
				t.Errorf("%s: %d %s, want %d with %q", test.path, w.Code, w.Header().Get("Content-Type"), test.status, test.want)
			}
			if test.cache != "" && w.Header().Get("Cache-Control") != test.cache {
				t.Errorf("%s: Cache-Control is %q, want %q", test.path, w.Header().Get("Cache-Control"), test.cache)
			}
		}
	})
}

func TestCheckReceipt(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		deps := newSite(t, d, t.TempDir())
		answers := receipt.Copy{Answers: []byte(`{"use":"<b>yes</b>"}`), Salt: [32]byte{9}}
		full := responses(1)[0]
		full.Commitment = receipt.Commit(
			receipt.CommitContent(receipt.CommitAnswers(answers.Salt, answers.Answers), answers.Monitoring), answers.Details)
		all := addLeaves(t, deps, append(responses(20), full)...)
		otherSite := newSite(t, dbtest.Open(t, t.TempDir()+"/other.db"), t.TempDir())
		foreign := addLeaves(t, otherSite, responses(1)...)[0]
		forged := *all[3]
		forged.Key = foreign.Key
		file := string(all[3].Marshal())
		otherCopy := receipt.Copy{Answers: []byte("no"), Salt: answers.Salt}
		for _, test := range []struct {
			name   string
			typed  string
			status int
			want   string
		}{
			{"the whole file", file, 200, "This receipt is valid"},
			{"without the last newline, and with spaces around it", "\n  " + strings.TrimSpace(file) + "  \n\n", 200, "This receipt is valid"},
			{"the code", all[3].Leaf.Code(), 200, "This is in the public record"},
			{"the code in lower case", strings.ToLower(all[3].Leaf.Code()), 200, "This is in the public record"},
			{"a full copy", string(all[20].WithCopy(answers).Marshal()), 200, "&lt;b&gt;yes&lt;/b&gt;"},
			{"a full copy with other answers", string(all[20].WithCopy(otherCopy).Marshal()), 422, "answers do not match the public record"},
			{"only spaces", " \n ", 422, "Enter a receipt code"},
			{"half a code", "ABCD-EFGH", 422, "32 letters and numbers"},
			{"a code that no entry has", strings.Repeat("ABCD", 8), 422, "cannot find an entry with this code"},
			{"text that is not a receipt", "hello\nyou", 422, "not a receipt"},
			{"one character added", strings.Replace(file, "index ", "index 1", 1), 422, "proof does not match the public record"},
			{"a receipt from another record", string(foreign.Marshal()), 422, "not from this public record"},
			{"a receipt with another key", string(forged.Marshal()), 422, "not from this public record"},
		} {
			t.Run(test.name, func(t *testing.T) {
				w := postReceipt(t, deps, test.typed)
				if w.Code != test.status || !strings.Contains(w.Body.String(), test.want) {
					t.Errorf("%d, want %d with %q:\n%s", w.Code, test.status, test.want, w.Body)
				}
				for _, problem := range pagetest.Check(w.Body.String()) {
					t.Error(problem)
				}
				if test.typed != "" && strings.TrimSpace(test.typed) != "" && w.Header().Get("Cache-Control") != "no-store" {
					t.Error("the page with a receipt may be stored in a cache")
				}
			})
		}
	})
}

// Row B3 of docs/faults.md. Whoever has a receipt, or makes one from the public record,
// does not learn what happened to the response.
func TestCheckedReceiptDoesNotTellWhatHappenedToTheResponse(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		deps := newSite(t, d, t.TempDir())
		r := addLeaves(t, deps, responses(1)...)[0]
		before := postReceipt(t, deps, string(r.Marshal())).Body.String()
		withdrawn := r.Leaf
		withdrawn.Kind = "withdrawn"
		addLeaves(t, deps, withdrawn)
		if after := postReceipt(t, deps, string(r.Marshal())).Body.String(); after != before {
			t.Errorf("the page of a withdrawn response:\n%s\nbefore:\n%s", after, before)
		}
	})
}

// Row B3 of docs/faults.md. A receipt is valid at once, and its page says when the public
// record will show the entry.
func TestNewReceiptSaysWhenThePublicRecordShowsIt(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		now := dbtest.Now
		d.SetClock(func() time.Time { return now })
		deps := newSite(t, d, t.TempDir())
		addLeaves(t, deps, responses(1)...)
		now = now.Add(4 * time.Minute)
		receipts, err := deps.Record.Update(t.Context(), func(_ *db.Tx, w *record.Writer) error {
			w.Add(responses(1)...)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		check := func(want string) {
			t.Helper()
			if w := postReceipt(t, deps, string(receipts[0].Marshal())); w.Code != 200 || !strings.Contains(w.Body.String(), want) {
				t.Errorf("%d, want %q in:\n%s", w.Code, want, w.Body)
			}
		}
		check("This receipt is valid")
		check("It will show this entry within 7 minutes.")
		if w := get(t, deps, "/record"); !strings.Contains(w.Body.String(), "1 entry") {
			t.Errorf("the public record shows the new entry:\n%s", w.Body)
		}
		now = now.Add(6 * time.Minute)
		if err := deps.Record.PublishDue(t.Context()); err != nil {
			t.Fatal(err)
		}
		check("This receipt is valid")
		if w := postReceipt(t, deps, string(receipts[0].Marshal())); strings.Contains(w.Body.String(), "It will show this entry") {
			t.Errorf("the public record shows the entry, but the page says that it does not:\n%s", w.Body)
		}
		if w := get(t, deps, "/record"); !strings.Contains(w.Body.String(), "2 entries") {
			t.Errorf("the public record does not show the entry after ten minutes:\n%s", w.Body)
		}
	})
}

// After a restore the page says what is lost, and the old URLs still work.
func TestRecordWithTwoEpochs(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		dir := t.TempDir()
		deps := newSite(t, d, dir)
		first := addLeaves(t, deps, responses(3)...)[0]
		last := addLeaves(t, deps, responses(2)...)[0]
		// The restored server has the same key and checkpoint file, but an empty database.
		restored := dbtest.Open(t, t.TempDir()+"/restored.db")
		deps = newSite(t, restored, dir)
		added := addLeaves(t, deps, responses(1)...)[0]

		for path, want := range map[string]string{
			"/record":                        "Part 2",
			"/record?part=1":                 "Entries 1 to 5 (5 in total) were signed but have been lost.",
			"/record/checkpoint":             string(last.Checkpoint),
			"/record/epoch-2/checkpoint":     string(added.Checkpoint),
			"/record/epoch-2/tile/0/000.p/2": "",
			"/record/key":                    first.Key + "\n" + added.Key + "\n",
		} {
			if w := get(t, deps, path); w.Code != 200 || !strings.Contains(w.Body.String(), want) {
				t.Errorf("%s: %d, want %q in:\n%s", path, w.Code, want, w.Body)
			}
		}
		if w := postReceipt(t, deps, string(first.Marshal())); w.Code != 200 || !strings.Contains(w.Body.String(), "Your entry is one of them") {
			t.Errorf("a receipt of a lost entry: %d %s", w.Code, w.Body)
		}
		if w := postReceipt(t, deps, string(added.Marshal())); w.Code != 200 || !strings.Contains(w.Body.String(), "This receipt is valid") {
			t.Errorf("a receipt of the new part: %d %s", w.Code, w.Body)
		}
	})
}

// tileReader reads tiles over HTTP, as an outside verifier does.
type tileReader struct {
	t    testing.TB
	deps *web.Deps
}

func (r tileReader) Height() int                     { return 8 }
func (r tileReader) SaveTiles([]tlog.Tile, [][]byte) {}
func (r tileReader) ReadTiles(tiles []tlog.Tile) (all [][]byte, err error) {
	for _, at := range tiles {
		w := get(r.t, r.deps, "/record/"+strings.Replace(at.Path(), "tile/8/", "tile/", 1))
		if w.Code != 200 {
			return nil, fmt.Errorf("%s: %d", at.Path(), w.Code)
		}
		all = append(all, w.Body.Bytes())
	}
	return all, nil
}

func TestVerifyReceiptFromTiles(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		deps := newSite(t, d, t.TempDir())
		old := addLeaves(t, deps, responses(260)...)[7]
		addLeaves(t, deps, responses(700)...)
		now, err := receipt.VerifyCheckpoint(
			get(t, deps, "/record/checkpoint").Body.Bytes(),
			strings.TrimSpace(get(t, deps, "/record/key").Body.String()),
		)
		if err != nil {
			t.Fatal(err)
		}
		tiles := tlog.TileHashReader(tlog.Tree{N: now.Size, Hash: now.Root}, tileReader{t, deps})
		proof, err := tlog.ProveRecord(now.Size, old.Index, tiles)
		if err != nil {
			t.Fatal(err)
		}
		if err := tlog.CheckRecord(proof, now.Size, now.Root, old.Index, old.Leaf.Hash()); err != nil {
			t.Error(err)
		}
	})
}

// FuzzTilePath checks that every path that is accepted is the canonical one.
func FuzzTilePath(f *testing.F) {
	f.Add("checkpoint")
	f.Add("tile/0/000")
	f.Add("tile/entries/x001/x234/067.p/9")
	f.Add("epoch-2/tile/63/000")
	f.Add("tile/data/000")
	f.Add("tile//0/000")
	f.Fuzz(func(t *testing.T, path string) {
		at, ok := parseTilePath(path)
		if !ok {
			return
		}
		again := strings.TrimPrefix(strings.TrimPrefix(tilesURL(at.epoch), "/record")+"/", "/")
		if at.tile == nil {
			again += "checkpoint"
		} else {
			again += strings.NewReplacer("tile/8/data/", "tile/entries/", "tile/8/", "tile/").Replace(at.tile.Path())
		}
		if again != path {
			t.Errorf("%q is parsed like %q", path, again)
		}
	})
}

// Entries about a consultation show its title and link to it, not its slug.
func TestEntriesNameTheConsultation(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		d.SetClock(func() time.Time { return dbtest.Now })
		deps := newSite(t, d, t.TempDir())
		consults := &consult.Service{DB: d, Log: deps.Record}
		if err := consults.Define(t.Context(), actor.System, consult.Definition{
			Slug: "the-pool", Title: "Swimming in Exampleton", Type: consult.Survey, Published: true,
			Opens: "2026-02-01 09:00", Closes: "2026-03-03 09:30",
			Text: consult.Text{Summary: "The pool.", Next: "We will read all responses.", Audience: "All residents.", Feedback: "2026-04-01",
				Contact: consult.Contact{Team: "Pools", Address: "The council"}},
			Forms: []survey.Form{{ID: "pool", Title: "Swimming", Lang: "en", Edition: "standard", Pages: []survey.Page{
				{ID: "wish", Questions: []survey.Question{{ID: "wish", Kind: survey.LongText, Text: "What should we improve?"}}},
			}}},
		}); err != nil {
			t.Fatal(err)
		}
		if err := deps.Record.PublishAll(t.Context()); err != nil {
			t.Fatal(err)
		}
		link := `href="/consultations/the-pool#acts">Swimming in Exampleton</a>`
		if w := get(t, deps, "/record"); !strings.Contains(w.Body.String(), link) {
			t.Errorf("the page of the record does not contain %q:\n%s", link, w.Body)
		}
		r := addLeaves(t, deps, receipt.Leaf{Subject: "the-pool", Kind: "response", Commitment: [32]byte{1}})[0]
		link = strings.Replace(link, "#acts", "", 1) // what the entry is about is not an act
		if w := postReceipt(t, deps, string(r.Marshal())); !strings.Contains(w.Body.String(), link) {
			t.Errorf("the result of the check does not name the consultation:\n%s", w.Body)
		}
	})
}
