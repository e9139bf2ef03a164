package draftweb

import (
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/draft/draftedit"
	"github.com/folkmoot/folkmoot/internal/draft/drafttest"
	"github.com/folkmoot/folkmoot/internal/files"
)

// The holder of a preview link opens the files that the draft links to, and sees their names,
// types and sizes. Without the link, and for a file that the draft does not link to, there is
// nothing.
//
// Row C11 of docs/faults.md.
func TestFilesOpenInPreview(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		editor, _ := newOfficers(t, d)
		slug := createLakeDraft(t, editor)
		store := &files.Service{DB: d, Temp: t.TempDir()}
		upload := func(name string) *files.File {
			f, err := store.Upload(t.Context(), editor.Actor, name, strings.NewReader("MARKER of "+name))
			if err != nil {
				t.Fatal(err)
			}
			return f
		}
		linked, inText, other := upload("The map.txt"), upload("A photo.txt"), upload("Secret.txt")
		version := editor.Draft(slug).Version
		if _, err := editor.Service.Change(t.Context(), editor.Actor, slug, version, func(def *consult.Definition) error {
			def.Why = "See [the photo](" + inText.Path() + ")."
			def.Documents = append(def.Documents, consult.Document{ID: "map", Title: "The map", Kind: "information", Version: "1",
				Editions: []consult.Edition{{Format: consult.Standard, Lang: "en", BasedOn: "1", Link: linked.Path()}}})
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		made := editor.Post(draftedit.HubPath(slug)+"/preview", url.Values{"do": {"make"}, "days": {"3"}}, 201).Body.String()
		link := regexp.MustCompile(`href="(/preview/[^"]+)"`).FindStringSubmatch(made)[1]
		public := &drafttest.User{T: t, Site: editor.Site, Service: editor.Service}
		doc := public.Get(link+"/documents/map/standard", 200)
		assertContains(t, doc, link+linked.Path(), "The map.txt (TXT, 1 KB)")
		assertContains(t, public.Get(link, 200), `href="`+link+inText.Path()+`"`)
		for _, f := range []*files.File{linked, inText} {
			out := public.Send(httptest.NewRequest("GET", link+f.Path(), nil))
			if out.Code != 200 || out.Body.String() != "MARKER of "+f.Name || out.Header().Get("Cache-Control") != "no-store" ||
				!strings.HasPrefix(out.Header().Get("Content-Disposition"), "attachment;") {
				t.Errorf("%s: %d %v", f.Name, out.Code, out.Header())
			}
		}
		public.Get(link+other.Path(), 404)
		public.Get("/preview/"+strings.Repeat("A", 43)+linked.Path(), 404)
	})
}
