package recordweb

import (
	"net/http"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// subject is what an entry is about.
type subject struct {
	Name string // title of the consultation; for other subjects, the name in the record
	URL  string // path of the consultation's page, or ""
	Lang string // language of the title
}

var exampleSubject = subject{"The park", "/consultations/the-park", "en"}

// findSubject returns the subject with this name in the record. The name of a
// consultation is its slug.
func (h *Handlers) findSubject(r *http.Request, tx *db.Tx, name string) (subject, error) {
	c, err := consult.Get(r.Context(), tx, name)
	switch {
	case fault.Is(err, fault.NotFound), err == nil && c.Stage == consult.StageDraft:
		return subject{Name: name}, nil
	case err != nil:
		return subject{}, err
	}
	return subject{c.Title, "/consultations/" + name, h.deps.PagePrinter(r).LangOrCouncil(c.Language)}, nil
}
