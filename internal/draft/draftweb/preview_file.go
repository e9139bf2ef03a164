package draftweb

import (
	"net/http"
	"path"
	"strings"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/files"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/web"
)

const filesPath = "/files/"

// previewFile sends a file that the draft links to, to the holder of a preview link. Before
// publication the file itself is only for the organisation.
func (h *Handlers) previewFile(w http.ResponseWriter, r *http.Request) error {
	dr, _, err := h.Drafts.OpenPreview(r.Context(), r.PathValue("token"), false)
	if err != nil {
		return err
	}
	id := r.PathValue("id")
	if !strings.Contains(db.JSON(&dr.Definition), filesPath+id) {
		return previewNotFound()
	}
	stored := &files.Service{DB: h.DB}
	f, err := stored.Get(r.Context(), previewReader(dr.Org), id)
	if err != nil {
		return err
	}
	f.Public = false // the address stops working when the preview ends
	return web.SendFile(w, r, stored, f)
}

// previewReader is the holder of a preview link of a draft of org. It can read the files that
// the draft links to, and has no capability.
func previewReader(org string) actor.Actor { return actor.Actor{Org: org} }

// previewLinksIn makes the links to files in text lead through the preview.
func previewLinksIn(r *http.Request, text string) string {
	return strings.ReplaceAll(text, "]("+filesPath, "]("+previewPath(r)+filesPath)
}

// previewLink returns the link of a version of a document. That to a file leads through the
// preview and says its name, type and size.
func (h *Handlers) previewLink(r *http.Request, org, link string) page.Link {
	id, isFile := strings.CutPrefix(link, filesPath)
	if !isFile {
		return page.Link{Text: link, Href: link}
	}
	shown := page.Link{Text: link, Href: previewPath(r) + link}
	f, err := (&files.Service{DB: h.DB}).Get(r.Context(), previewReader(org), id)
	if err == nil { // otherwise the link says that there is no such file
		shown.Text = f.Name + " (" + strings.ToUpper(strings.TrimPrefix(path.Ext(f.Name), ".")) + ", " +
			web.FileSize(page.Printer(r), f.Size) + ")"
	}
	return shown
}
