package analysisweb

import (
	"slices"
	"strings"

	"github.com/folkmoot/folkmoot/internal/analysis/resultview"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
)

// resultsView is the page of a release, or of its preview.
type resultsView struct {
	resultview.View
	ReleaseHref    string // of a preview, the page on which it can be released; else ""
	Invented       string
	FirstPublished string       // the day of publication before the release was loaded here, or ""
	Newer          *releaseLink // the latest release; nil if this is it
	Others         []releaseLink
	Checksum       string
	EntryNumber    string      // in the public record
	EntryHref      string      // of the entry in the public record
	Related        []page.Link // what else is published about the consultation, such as the report
	Href           string      // path of this page
	Consultation   string
	Query          string // only questions with these words are shown; "" shows all
	Found          int    // questions with these words
	chain          page.Chain
}

// NoStore keeps previews out of caches.
func (v resultsView) NoStore() bool { return v.ReleaseHref != "" }

// NoIndex keeps previews and parts of a release out of search engines.
func (v resultsView) NoIndex() bool { return v.ReleaseHref != "" || v.Query != "" }

// PageChain returns the chain under the header.
func (v resultsView) PageChain() page.Chain { return v.chain }

type releaseLink struct {
	Number            int64
	Href, Day, Reason string
}

// resultsOf returns the page of a release.
func resultsOf(release resultview.View) resultsView {
	return resultsView{View: release, EntryHref: "/record", Href: resultview.ReleasePath(release.Slug, release.Number),
		Consultation: "/consultations/" + release.Slug}
}

// filter leaves only the questions whose text or answers have each word of query. An empty query leaves all.
func (v *resultsView) filter(query string) {
	words := strings.Fields(locale.Fold(query))
	if len(words) == 0 {
		return
	}
	v.Query = query
	has := func(texts ...string) bool {
		all := locale.Fold(strings.Join(texts, "\n"))
		return !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(all, w) })
	}
	for _, part := range []*[]resultview.Question{&v.Questions, &v.TextQuestions, &v.OtherQuestions, &v.MonitoringQuestions} {
		*part = slices.DeleteFunc(*part, func(q resultview.Question) bool { return !has(q.Words()...) })
		v.Found += len(*part)
	}
	if v.Groups != nil {
		kept := *v.Groups
		kept.Questions = slices.DeleteFunc(slices.Clone(kept.Questions), func(t resultview.GroupTable) bool { return !has(t.Text) })
		if v.Groups = &kept; len(kept.Questions) == 0 {
			v.Groups = nil
		}
	}
}
