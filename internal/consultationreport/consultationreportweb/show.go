package consultationreportweb

import (
	"cmp"
	"context"
	"net/http"
	"strconv"
	"strings"

	"github.com/folkmoot/folkmoot/internal/analysis"
	"github.com/folkmoot/folkmoot/internal/analysis/resultview"
	"github.com/folkmoot/folkmoot/internal/consultationreport"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/decision"
	"github.com/folkmoot/folkmoot/internal/decision/issueview"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/web"
)

// showView is the page of a version of a report, or of a draft.
type showView struct {
	resultview.View        // of the release; empty if a draft has none yet
	Lang, FactsLang string // of the words of officers, and of the consultation
	Invented        string
	Back            page.Link // of a draft, to the record; else without Href
	Problems        []string  // in a draft, why it could not be published
	Consultation    page.UserText
	Published       string    // when this version was published
	Latest          page.Link // if this is an earlier version
	Release, Later  page.Link // the release of the figures, and the latest one if that is another
	ReleaseHref     string    // of the release of the figures
	Sections        []sectionView
	Changes         []changeView // since the version before
	Versions        []page.Link
	EasyReadHref    string
	Downloads       []page.Link
	Entry           page.Link // in the public record

	Facts       factsView
	Issues      []issueview.View
	Assessments []assessmentView

	chain page.Chain
}

// PageChain returns the chain under the header.
func (v showView) PageChain() page.Chain { return v.chain }

// NoStore keeps drafts out of caches.
func (v showView) NoStore() bool { return v.Back.Href != "" }

// NoIndex keeps drafts and earlier versions out of search engines.
func (v showView) NoIndex() bool { return v.Back.Href != "" || v.Latest.Href != "" }

// Contents returns the links to the sections.
func (v showView) Contents() (all []page.Link) {
	for _, s := range v.Sections {
		all = append(all, page.Link{Text: s.Title, Href: "#" + s.ID})
	}
	return all
}

// sectionView is a section: the words of officers, and what readers see if there is nothing else.
type sectionView struct {
	ID, Title string
	Words     decision.Prose
	Missing   string // "" if there is something to show
	Advice    string // in a draft, what to write
}

type changeView struct {
	Label  string
	Pieces []edit.Piece
}

var showPage = page.New(page.WithParts(files, resultview.Files, issueview.Files), "templates/show.html", exampleReport(), exampleDraft())

func (h *Handlers) showLatest(w http.ResponseWriter, r *http.Request) error { return h.show(w, r, 0) }

func (h *Handlers) showVersion(w http.ResponseWriter, r *http.Request) error {
	number, err := strconv.ParseInt(r.PathValue("version"), 10, 64)
	if err != nil || number < 1 {
		return notFound()
	}
	return h.show(w, r, number)
}

// show shows a version of the report on a consultation, or its latest if number is 0.
func (h *Handlers) show(w http.ResponseWriter, r *http.Request, number int64) error {
	slug, words := r.PathValue("slug"), h.PagePrinter(r)
	var view showView
	err := h.DB.View(r.Context(), func(tx *db.Tx) error {
		versions, err := consultationreport.Versions(r.Context(), tx, slug)
		if err != nil {
			return err
		}
		var x, before *consultationreport.Report
		for _, v := range versions {
			switch {
			case v.Edition == number || number == 0 && x == nil:
				x = v
			case x != nil && before == nil:
				before = v
			}
		}
		if x == nil {
			return notFound()
		}
		if view, err = h.newView(r.Context(), tx, words, x, nil); err != nil {
			return err
		}
		for _, v := range versions {
			link := page.Link{Text: words.Say("version %d, %s", v.Edition, words.Date(v.On())),
				Href: consultationreport.VersionPath(slug, v.Edition)}
			if v.Edition > x.Edition {
				view.Latest = page.Link{Text: words.Say("version %d, %s", versions[0].Edition, words.Date(versions[0].On())),
					Href: consultationreport.Path(slug)}
			}
			if v.Edition == x.Edition {
				view.Published, link.Href = link.Text, ""
			}
			view.Versions = append(view.Versions, link)
		}
		if before != nil {
			if err := h.addChanges(r.Context(), tx, words, &view, before, x); err != nil {
				return err
			}
		}
		view.Entry, err = h.RecordEntry(r.Context(), tx, words.Printer, x.Leaf())
		view.Downloads = h.Downloads(r, consultationreport.VersionPath(slug, x.Edition))
		return err
	})
	if err != nil {
		return err
	}
	view.chain = h.ChainFor(r.Context(), "consultation", slug)
	for _, link := range h.RelatedLinks(r.Context(), slug) {
		if strings.HasSuffix(link.Href, "/published-responses") {
			view.PublishedHref = link.Href
		}
	}
	return showPage.Write(w, r, http.StatusOK, view)
}

// preview shows the working copy of a report as the public will see it, with what is missing.
func (h *Handlers) preview(w http.ResponseWriter, r *http.Request) error {
	ctx, by, slug, kind, words := r.Context(), site.Actor(r), r.PathValue("slug"), h.service.Kind(), h.PagePrinter(r)
	c, err := h.records.Get(ctx, by, &kind, slug)
	if err != nil {
		return err
	}
	var view showView
	var wrong []error
	err = h.DB.View(ctx, func(tx *db.Tx) error {
		x, err := h.service.Preview(ctx, tx, by, slug, c.Values)
		if err == nil {
			wrong = nil
			view, err = h.newView(ctx, tx, words, x, &wrong)
		}
		return err
	})
	if err != nil {
		return err
	}
	view.Back = page.Link{Text: words.Say("Back to the record"), Href: strings.ReplaceAll(consultationreport.RecordPath, "{slug}", slug)}
	view.Preview, view.Published = true, ""
	for _, err := range wrong {
		view.Problems = append(view.Problems, page.ErrorMessage(r, err))
	}
	return showPage.Write(w, r, http.StatusOK, view)
}

func langOf(words web.PagePrinter, x *consultationreport.Report) string {
	return words.LangOrCouncil(cmp.Or(x.Language, x.Facts.Language))
}

// newView returns the page of a report. With wrong, which a draft has, texts whose figures cannot be filled in are shown as they
// were written and their errors are added to wrong.
func (h *Handlers) newView(
	ctx context.Context, tx *db.Tx, words web.PagePrinter, x *consultationreport.Report, wrong *[]error,
) (v showView, err error) {
	slug := x.Consultation
	v = showView{Lang: langOf(words, x), FactsLang: words.LangOrCouncil(x.Facts.Language), Invented: x.Invented,
		Consultation: page.UserText{Text: x.Facts.Title, Href: "/consultations/" + slug, Lang: words.LangOrCouncil(x.Facts.Language)}}
	if len(x.EasyRead) > 0 && wrong == nil {
		v.EasyReadHref = consultationreport.Path(slug) + "/easy-read"
	}
	if err := h.addRelease(ctx, tx, words, &v, x); err != nil {
		return v, err
	}
	v.Facts = newFacts(words, x)
	issues := x.Facts.AllIssues(slug)
	if v.Issues, err = issueview.New(ctx, tx, h.service.Decisions, words, slug, issues); err != nil {
		return v, err
	}
	for _, key := range x.Assessments {
		a, err := h.service.Decisions.AssessmentVersion(ctx, tx, key)
		if wrong != nil && fault.Is(err, fault.Invalid) {
			*wrong = append(*wrong, err)
			continue
		}
		if err != nil {
			return v, err
		}
		one := assessmentView{Title: page.UserText{Text: a.Title, Href: a.Path, Lang: words.LangOrCouncil(a.Language)},
			Published: words.Say("version %d, %s", a.Number, words.Date(a.Published))}
		for _, d := range a.Digest {
			one.Digest = append(one.Digest, d.In(words.Printer))
		}
		v.Assessments = append(v.Assessments, one)
	}
	for _, s := range consultationreport.Sections {
		one := sectionView{ID: s.ID, Title: s.Title}
		one.Words, err = h.service.Expand(ctx, tx, x, x.Text(s))
		if wrong != nil && fault.Is(err, fault.Invalid) {
			*wrong, one.Words, err = append(*wrong, err), decision.Plain(x.Text(s)), nil
		}
		if err != nil {
			return v, err
		}
		if len(one.Words) == 0 {
			if !v.has(s.ID) {
				one.Missing = s.MissingText(words.Printer)
			}
			if wrong != nil && s.Expected {
				one.Advice = words.Say(s.Hint)
			}
		}
		v.Sections = append(v.Sections, one)
	}
	return v, nil
}

// addRelease adds the figures of x, which are those of one release, and says if there is a later one.
func (h *Handlers) addRelease(
	ctx context.Context, tx *db.Tx, words web.PagePrinter, v *showView, x *consultationreport.Report,
) error {
	heads, err := analysis.Heads(ctx, tx, x.Consultation)
	if err != nil || x.Release == 0 {
		return err
	}
	stored, err := analysis.Get(ctx, tx, x.Consultation, x.Release)
	if err != nil {
		return err
	}
	v.View = resultview.New(words.Printer, stored, v.FactsLang)
	v.ReleaseHref = resultview.ReleasePath(x.Consultation, stored.Number)
	v.Release = page.Link{Text: words.Say("Results, release %s", strconv.FormatInt(stored.Number, 10)), Href: v.ReleaseHref}
	if last := heads[0]; last.Number > x.Release {
		v.Later = page.Link{Text: words.Say("release %d, %s", last.Number, words.Date(last.ReleasedAt)),
			Href: resultview.ReleasePath(x.Consultation, last.Number)}
	}
	return nil
}

// has reports whether a section shows something besides the words of officers.
func (v *showView) has(section string) bool {
	switch section {
	case "proposals":
		return v.Facts.Summary != ""
	case "methods":
		return len(v.Facts.OtherWays) > 0 || len(v.Facts.Documents) > 0
	case "dates":
		return v.Facts.Opens != ""
	case "responses", "appendices":
		return v.Slug != ""
	case "respondents":
		return len(v.MonitoringQuestions) > 0 || len(v.People) > 0 || len(v.Engagement) > 0
	case "answers":
		return len(v.Questions) > 0
	case "groups":
		return v.Groups != nil
	case "words":
		return len(v.TextQuestions) > 0
	case "events":
		return len(v.Events) > 0
	case "petitions":
		return len(v.Letters) > 0 || len(v.Clusters) > 0
	case "issues":
		return len(v.Issues) > 0
	case "limits":
		return v.Facts.Limits != ""
	case "equality":
		return len(v.Assessments) > 0
	case "next":
		return len(v.Facts.Decisions) > 0
	}
	return false
}

// addChanges adds what changed in the words of officers, as readers see them, and in the release since the version before.
func (h *Handlers) addChanges(
	ctx context.Context, tx *db.Tx, words web.PagePrinter, v *showView, before, after *consultationreport.Report,
) error {
	for _, s := range consultationreport.Sections {
		var texts [2]string
		for i, x := range []*consultationreport.Report{before, after} {
			prose, err := h.service.Expand(ctx, tx, x, x.Text(s))
			if err != nil {
				return err
			}
			texts[i] = prose.Text()
		}
		if texts[0] != texts[1] {
			v.Changes = append(v.Changes, changeView{words.Say(s.Title), edit.CompareWords(texts[0], texts[1])})
		}
	}
	if before.Release != after.Release {
		v.Changes = append(v.Changes, changeView{words.Say("Release of the results"),
			edit.CompareWords(words.Number(before.Release), words.Number(after.Release))})
	}
	return nil
}
