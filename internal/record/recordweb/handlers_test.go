package recordweb

import (
	"crypto/rand"
	"fmt"
	"log/slog"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/internal/site"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/page/pagetest"
	"github.com/folkmoot/folkmoot/internal/record"
	"github.com/folkmoot/folkmoot/internal/web"
	"github.com/folkmoot/folkmoot/receipt"
)

func TestPages(t *testing.T) {
	pagetest.Golden(t, "record", recordPage)
	pagetest.Golden(t, "receipts", receiptPage)
}

const origin = "consult.example.org/record"

// newSite is the real desk on a real record.
func newSite(t testing.TB, d *db.DB, dir string) *web.Deps {
	t.Helper()
	log, err := record.Open(t.Context(), d, record.Options{Dir: dir, Origin: origin})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { log.Close() })
	quiet := slog.New(slog.DiscardHandler)
	h := &web.Deps{DB: d, Record: log, Slog: quiet, Now: func() time.Time { return dbtest.Now }, Site: &site.Site{Log: quiet}}
	New(h)
	return h
}

func addLeaves(t testing.TB, h *web.Deps, leaves ...receipt.Leaf) []*receipt.Receipt {
	t.Helper()
	receipts, err := h.Record.Update(t.Context(), func(_ *db.Tx, w *record.Writer) error {
		w.Add(leaves...)
		return nil
	})
	if err != nil {
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

func get(t testing.TB, h *web.Deps, path string) *httptest.ResponseRecorder {
	t.Helper()
	w := httptest.NewRecorder()
	h.Site.ServeHTTP(w, httptest.NewRequest("GET", path, nil))
	return w
}

// postReceipt pastes text into the form, as a browser sends it.
func postReceipt(t testing.TB, h *web.Deps, text string) *httptest.ResponseRecorder {
	t.Helper()
	body := url.Values{"receipt": {strings.ReplaceAll(text, "\n", "\r\n")}}.Encode()
	r := httptest.NewRequest("POST", "/receipts", strings.NewReader(body))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	h.Site.ServeHTTP(w, r)
	return w
}

func TestRecordPages(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newSite(t, d, t.TempDir())
		if w := get(t, h, "/record/checkpoint"); w.Code != 404 {
			t.Errorf("the checkpoint of an empty record: %d", w.Code)
		}
		if w := get(t, h, "/record"); w.Code != 200 || !strings.Contains(w.Body.String(), "Nothing has been entered yet") {
			t.Errorf("the page of an empty record: %d %s", w.Code, w.Body)
		}
		all := addLeaves(t, h, responses(300)...)
		withdrawn := all[0].Leaf
		withdrawn.Kind = "withdrawn"
		last := addLeaves(t, h, withdrawn)[0]

		for _, test := range []struct {
			path   string
			status int
			kind   string // of content
			cache  string
			holds  string
		}{
			{"/record", 200, "text/html", "", "301 entries"},
			{"/record", 200, "text/html", "", "A response was withdrawn by the person who sent it"},
			{"/record", 200, "text/html", "", "before=251"},
			{"/record?before=50", 200, "text/html", "", "Newest entries"},
			{"/record?before=1", 200, "text/html", "", "<th scope=\"row\" class=\"govuk-table__header govuk-table__header--numeric\">1</th>"},
			{"/record?before=x", 404, "text/html", "", ""},
			{"/record?before=-1", 404, "text/html", "", ""},
			{"/record?part=2", 404, "text/html", "", ""},
			{"/record/key", 200, plainText, cacheBriefly, h.Record.Key() + "\n"},
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
			w := get(t, h, test.path)
			if w.Code != test.status || !strings.HasPrefix(w.Header().Get("Content-Type"), test.kind) ||
				!strings.Contains(w.Body.String(), test.holds) {
				t.Errorf("%s: %d %s, without %q", test.path, w.Code, w.Header().Get("Content-Type"), test.holds)
			}
			if test.cache != "" && w.Header().Get("Cache-Control") != test.cache {
				t.Errorf("%s: cache %q", test.path, w.Header().Get("Cache-Control"))
			}
		}
	})
}

func TestCheckReceipt(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newSite(t, d, t.TempDir())
		mine := receipt.Copy{Answers: []byte(`{"use":"<b>yes</b>"}`), Salt: [32]byte{9}}
		full := responses(1)[0]
		full.Commitment = receipt.Commit(receipt.CommitAnswers(mine.Salt, mine.Answers), mine.Monitoring)
		all := addLeaves(t, h, append(responses(20), full)...)
		gone, left := all[0].Leaf, all[1].Leaf
		gone.Kind, left.Kind = "withdrawn", "excluded:sent-twice"
		addLeaves(t, h, gone, left)
		elsewhere := newSite(t, dbtest.Open(t, t.TempDir()+"/other.db"), t.TempDir())
		foreign := addLeaves(t, elsewhere, responses(1)...)[0]
		forged := *all[3]
		forged.Key = foreign.Key
		file := string(all[3].Marshal())
		kept := "Nothing was entered about this response since"

		for _, test := range []struct {
			name   string
			typed  string
			status int
			holds  string
		}{
			{"the whole file", file, 200, "This receipt is valid"},
			{"the whole file, counted", file, 200, kept},
			{"without its last line end and with spaces around", "\n  " + strings.TrimSpace(file) + "  \n\n", 200, "This receipt is valid"},
			{"the code", all[3].Leaf.Code(), 200, "This is in the public record"},
			{"the code in small letters", strings.ToLower(all[3].Leaf.Code()), 200, kept},
			{"a withdrawn response", string(all[0].Marshal()), 200, "A response was withdrawn by the person who sent it (entry 2"},
			{"an excluded response", all[1].Leaf.Code(), 200, "The reason: sent twice (entry 2"},
			{"a full copy", string(all[20].WithCopy(mine).Marshal()), 200, "&lt;b&gt;yes&lt;/b&gt;"},
			{"a full copy with other answers", string(all[20].WithCopy(receipt.Copy{Answers: []byte("no"), Salt: mine.Salt}).Marshal()), 422, "answers are not those that were recorded"},
			{"nothing", " \n ", 422, "Enter a receipt code"},
			{"half a code", "ABCD-EFGH", 422, "32 letters and digits"},
			{"a code of nothing", strings.Repeat("ABCD", 8), 422, "no entry with this code"},
			{"something else", "hello\nyou", 422, "not a receipt"},
			{"one letter changed", strings.Replace(file, "index ", "index 1", 1), 422, "does not lead to the record"},
			{"of another record", string(foreign.Marshal()), 422, "not of this record"},
			{"ours under another key", string(forged.Marshal()), 422, "not of this record"},
		} {
			t.Run(test.name, func(t *testing.T) {
				w := postReceipt(t, h, test.typed)
				if w.Code != test.status || !strings.Contains(w.Body.String(), test.holds) {
					t.Errorf("%d, without %q:\n%s", w.Code, test.holds, w.Body)
				}
				for _, say := range pagetest.Check(w.Body.String()) {
					t.Error(say)
				}
				if test.typed != "" && strings.TrimSpace(test.typed) != "" && w.Header().Get("Cache-Control") != "no-store" {
					t.Error("the page with a receipt may be kept")
				}
			})
		}
	})
}

// After a restore the page says what is lost, and old addresses go on.
func TestRecordWithTwoEpochs(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		dir := t.TempDir()
		h := newSite(t, d, dir)
		kept := addLeaves(t, h, responses(3)...)[0]
		// The two servers share key and file, and the second has an empty database.
		fresh := dbtest.Open(t, t.TempDir()+"/restored.db")
		lost := addLeaves(t, h, responses(2)...)[0]
		h = newSite(t, fresh, dir)
		added := addLeaves(t, h, responses(1)...)[0]

		for path, holds := range map[string]string{
			"/record":                        "Part 2",
			"/record?part=1":                 "Entries 1 to 5, which is 5, were signed for and are lost.",
			"/record/checkpoint":             string(lost.Checkpoint),
			"/record/epoch-2/checkpoint":     string(added.Checkpoint),
			"/record/epoch-2/tile/0/000.p/2": "",
			"/record/key":                    kept.Key + "\n" + added.Key + "\n",
		} {
			if w := get(t, h, path); w.Code != 200 || !strings.Contains(w.Body.String(), holds) {
				t.Errorf("%s: %d %s", path, w.Code, w.Body)
			}
		}
		if w := postReceipt(t, h, string(kept.Marshal())); w.Code != 200 || !strings.Contains(w.Body.String(), "Yours is among them") {
			t.Errorf("a receipt of a lost entry: %d %s", w.Code, w.Body)
		}
		if w := postReceipt(t, h, string(added.Marshal())); w.Code != 200 || !strings.Contains(w.Body.String(), "This receipt is valid") {
			t.Errorf("a receipt of the new part: %d %s", w.Code, w.Body)
		}
	})
}

// tileReader reads tiles over HTTP, as programs of others do.
type tileReader struct {
	t testing.TB
	h *web.Deps
}

func (r tileReader) Height() int                     { return 8 }
func (r tileReader) SaveTiles([]tlog.Tile, [][]byte) {}
func (r tileReader) ReadTiles(tiles []tlog.Tile) (all [][]byte, err error) {
	for _, at := range tiles {
		w := get(r.t, r.h, "/record/"+strings.Replace(at.Path(), "tile/8/", "tile/", 1))
		if w.Code != 200 {
			return nil, fmt.Errorf("%s: %d", at.Path(), w.Code)
		}
		all = append(all, w.Body.Bytes())
	}
	return all, nil
}

func TestVerifyReceiptFromTiles(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newSite(t, d, t.TempDir())
		old := addLeaves(t, h, responses(260)...)[7]
		addLeaves(t, h, responses(700)...)
		now, err := receipt.VerifyCheckpoint(
			get(t, h, "/record/checkpoint").Body.Bytes(),
			strings.TrimSpace(get(t, h, "/record/key").Body.String()),
		)
		if err != nil {
			t.Fatal(err)
		}
		tiles := tlog.TileHashReader(tlog.Tree{N: now.Size, Hash: now.Root}, tileReader{t, h})
		proof, err := tlog.ProveRecord(now.Size, old.Index, tiles)
		if err != nil {
			t.Fatal(err)
		}
		if err := tlog.CheckRecord(proof, now.Size, now.Root, old.Index, old.Leaf.Hash()); err != nil {
			t.Error(err)
		}
	})
}

// FuzzTilePath sees that no address is read that would be written otherwise.
func FuzzTilePath(f *testing.F) {
	for _, path := range []string{"checkpoint", "tile/0/000", "tile/entries/x001/x234/067.p/9", "epoch-2/tile/63/000", "tile/data/000", "tile//0/000"} {
		f.Add(path)
	}
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
			t.Errorf("%q is read as %q", path, again)
		}
	})
}
