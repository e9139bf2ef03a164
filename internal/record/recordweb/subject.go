package recordweb

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/decision"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/page"
)

// subject is what an entry is about.
type subject struct {
	Name string // title of the consultation, or what else the entry is about
	URL  string // path of the consultation's page, or ""
	Lang string // language of the title
}

var exampleSubject = subject{"The park", "/consultations/the-park", "en"}

// findSubject returns the subject with this name in the record. The name of a
// consultation is its slug. Feedback on a consultation has the consultation as its
// subject.
func (h *Handlers) findSubject(r *http.Request, tx *db.Tx, name string) (subject, error) {
	words := page.Printer(r)
	if name == "audit" {
		return subject{Name: words.Say("Audit log")}, nil
	}
	if epoch, ok := strings.CutPrefix(name, "epoch-"); ok {
		if n, err := strconv.ParseInt(epoch, 10, 64); err == nil {
			return subject{Name: words.Say("Part %d", n)}, nil
		}
	}
	if ref, ok := strings.CutPrefix(name, "decision/"); ok {
		d, err := decision.Get(r.Context(), tx, ref)
		switch {
		case fault.Is(err, fault.NotFound):
			return subject{Name: words.Say("Decision")}, nil
		case err != nil:
			return subject{}, err
		}
		return subject{d.Title, "/decisions/" + ref, h.deps.PagePrinter(r).LangOrCouncil(d.Language)}, nil
	}
	name = strings.TrimPrefix(name, "answer/")
	c, err := consult.Get(r.Context(), tx, name)
	switch {
	case fault.Is(err, fault.NotFound), err == nil && c.Stage == consult.StageDraft:
		return subject{Name: name}, nil
	case err != nil:
		return subject{}, err
	}
	return subject{c.Title, "/consultations/" + name, h.deps.PagePrinter(r).LangOrCouncil(c.Language)}, nil
}
