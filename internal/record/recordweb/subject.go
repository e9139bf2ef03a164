package recordweb

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/decision"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/progressreport"
	"github.com/folkmoot/folkmoot/internal/strategy"
	"github.com/folkmoot/folkmoot/receipt"
)

// subject is what an entry is about.
type subject struct {
	Name string // title of the consultation, or what else the entry is about
	URL  string // path of the consultation's page, or ""
	Lang string // language of the title
}

var exampleSubject = subject{"The park", "/consultations/the-park", "en"}

// recordKinds are the kinds of records with one public page for all editions, by the beginning of the subjects of their leaves.
var recordKinds = map[string]string{"forward-plan": "forward-plan", "options": "appraisal"}

// subjectKey tells leaves apart that are about different pages.
func subjectKey(leaf receipt.Leaf) string { return leaf.Kind + "/" + leaf.Subject }

// findSubject returns what leaf is about, with a link to its page. The subject of a leaf about a consultation is the slug
// of the consultation; other subjects have prefixes.
func (h *Handlers) findSubject(r *http.Request, tx *db.Tx, leaf receipt.Leaf) (subject, error) {
	words, name := page.Printer(r), leaf.Subject
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
		if fault.Is(err, fault.NotFound) {
			return subject{Name: words.Say("Decision")}, nil
		}
		if err != nil {
			return subject{}, err
		}
		return subject{d.Title, "/decisions/" + ref, h.deps.PagePrinter(r).LangOrCouncil(d.Language)}, nil
	}
	if ref, ok := strings.CutPrefix(name, "progress-report/"); ok {
		found, err := progressreport.Get(r.Context(), tx, ref)
		if fault.Is(err, fault.NotFound) {
			return subject{Name: words.Say("Progress report")}, nil
		}
		if err != nil {
			return subject{}, err
		}
		return subject{found.Title, progressreport.Path(ref), h.deps.PagePrinter(r).LangOrCouncil("")}, nil
	}
	if slug, ok := strings.CutPrefix(name, "strategy/"); ok {
		slug, _, _ = strings.Cut(slug, "/")
		s, err := strategy.GetBrief(r.Context(), tx, slug)
		if fault.Is(err, fault.NotFound) {
			return subject{Name: words.Say("Strategy")}, nil
		}
		if err != nil {
			return subject{}, err
		}
		return subject{s.Title, "/strategies/" + slug + "#duties", h.deps.PagePrinter(r).LangOrCouncil(s.Language)}, nil
	}
	if kind, rest, ok := strings.Cut(name, "/"); ok {
		ref, text, _ := strings.Cut(rest, "/")
		number, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			number = 0 // the subject has none
		}
		found, err := h.deps.FindLeafPage(r.Context(), tx, kind, ref, number)
		if err != nil || found.Text != "" {
			return subject{found.Text, found.Href, h.deps.PagePrinter(r).LangOrCouncil(found.Lang)}, err
		}
	}
	if kind, rest, ok := strings.Cut(name, "/"); ok && recordKinds[kind] != "" {
		ref, _, _ := strings.Cut(rest, "/")
		found, err := h.deps.FindRecord(r.Context(), tx, actor.Actor{}, recordKinds[kind], ref)
		if err != nil || found.Text != "" {
			return subject{found.Text, found.Href, h.deps.PagePrinter(r).LangOrCouncil(found.Lang)}, err
		}
	}
	if slug, ok := strings.CutPrefix(name, "key-issues/"); ok {
		return h.consultationSubject(r, tx, slug, false, "/key-issues")
	}
	for _, duty := range strategy.AllDuties() {
		if strings.HasPrefix(name, string(duty)+"/") {
			return subject{Name: duty.Label().In(words), URL: "/progress#published"}, nil
		}
	}
	if consultation, ok := strings.CutPrefix(name, "answer/"); ok {
		return h.consultationSubject(r, tx, consultation, true, "")
	}
	switch leaf.Kind {
	case "tally":
		return h.consultationSubject(r, tx, name, false, "/results")
	case "status":
		return h.consultationSubject(r, tx, name, false, "#acts")
	}
	return h.consultationSubject(r, tx, name, false, "")
}

// consultationSubject returns the page of a consultation, or the part of it that path names. feedback asks for the page
// with the feedback on it, if there is any.
func (h *Handlers) consultationSubject(r *http.Request, tx *db.Tx, slug string, feedback bool, path string) (subject, error) {
	c, err := consult.Get(r.Context(), tx, slug)
	switch {
	case fault.Is(err, fault.NotFound), err == nil && c.Stage == consult.StageDraft:
		return subject{Name: slug}, nil
	case err != nil:
		return subject{}, err
	}
	out := subject{c.Title, "/consultations/" + slug + path, h.deps.PagePrinter(r).LangOrCouncil(c.Language)}
	if !feedback {
		return out, nil
	}
	a, err := decision.GetFeedback(r.Context(), tx, slug)
	if fault.Is(err, fault.NotFound) {
		return out, nil
	}
	if err == nil {
		out.URL = a.Path()
	}
	return out, err
}
