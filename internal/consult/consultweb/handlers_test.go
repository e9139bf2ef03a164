package consultweb

import (
	"context"
	"log/slog"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/goccy/go-yaml"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/feature"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/page/pagetest"
	"github.com/folkmoot/folkmoot/internal/record"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/web"
)

func TestPages(t *testing.T) {
	pagetest.Golden(t, "list", listPage)
	pagetest.Golden(t, "show", showPage)
	pagetest.Golden(t, "document", documentPage)
}

// The time of the tests, dbtest.Now, is 9:30am on 2 March 2026.
var testDefinitions = []string{`
slug: park
title: The future of the park
type: consultation
opens: 2026-03-01 09:00
closes: 2026-04-01 23:59
published: true
summary: We want to hear what you think. <script>alert(1)</script>
why: The lake floods.
area: Charnwood
subjects: [Lakes]
next: Cabinet decides in June.
formative: Nothing is settled.
no-alternatives: There is one lake.
contact: {team: Parks team, email: parks@example.org, phone: 0116 496 0000}
other-ways: [Ask for a paper form at any library.]
invented: All of it is made up.
documents:
  - id: plan
    title: The plan
    kind: proposal
    version: "2"
    editions:
      - {format: standard, lang: en, from: "2", text: "## Where the path runs"}
      - {format: easy-read, lang: en, from: "1", text: "Easy words."}
      - {format: translation, lang: ur, from: "2", title: "منصوبہ", text: "ایک راستہ"}
      - {format: bsl-video, lang: bfi, from: "2", link: "https://video.example.org/park"}
forms:
  - id: park
    title: The park
    lang: en
    edition: standard
    pages: [{id: use, questions: [{id: why, kind: long-text, text: Why?}]}]
`, `
slug: equality-strategy
title: Equality strategy
type: consultation
opens: 2016-04-25 09:00
closes: 2016-05-27 23:59
published: true
summary: What should the next four years bring?
next: A report goes to Council.
feedback: 2016-06-30
`, `
slug: soon
title: A consultation to come
type: survey
opens: 2026-05-01 09:00
closes: 2026-06-01 12:00
published: true
summary: Wait and see.
next: We count.
other-ways: [By post.]
contact: {team: Research team, email: research@example.org}
`, `
slug: libraries
title: Community library services
type: statutory-consultation
closes: "2014"
register: {methods: Open meetings, responses: 311 on a petition, outcome: Sixteen libraries stay, source: Cabinet papers}
`, `
slug: secret
title: A draft
type: survey
`}

func newSite(t *testing.T, d *db.DB) (*web.Deps, *consult.Service) {
	t.Helper()
	log, err := record.Open(t.Context(), d, record.Options{Dir: t.TempDir(), Origin: "example.org/record"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { log.Close() })
	quiet := slog.New(slog.DiscardHandler)
	h := &web.Deps{DB: d, Record: log, Slog: quiet, Now: func() time.Time { return dbtest.Now }, Site: &site.Site{Log: quiet}}
	service := &consult.Service{DB: d, Log: log}
	feature.Mount(h, New(h, service))
	for _, text := range testDefinitions {
		var def consult.Definition
		if err := yaml.UnmarshalWithOptions([]byte(text), &def, yaml.Strict()); err != nil {
			t.Fatal(err)
		}
		if err := service.Define(t.Context(), actor.System, def); err != nil {
			t.Fatal(err)
		}
	}
	return h, service
}

func TestPublicPages(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h, service := newSite(t, d)
		if err := service.Extend(t.Context(), actor.System, "park", "2026-04-08 23:59", "The leaflets were late."); err != nil {
			t.Fatal(err)
		}
		for _, test := range []struct {
			name, path string
			status     int
			has, lacks []string
		}{
			{"the list has all but drafts", "/consultations", 200, []string{"4 consultations", "Community library services",
				`href="/consultations/park"`}, []string{"A draft"}},
			{"open consultations", "/consultations?state=open", 200, []string{"1 open consultation",
				"1 March 2026 to 8 April 2026, closes 11:59pm"}, []string{"Equality strategy"}},
			{"closed consultations", "/consultations?state=closed", 200, []string{"2 closed consultations"}, []string{"The future of the park"}},
			{"a search", "/consultations?q=EQUAL", 200, []string{"1 consultation for “EQUAL”", "Clear search and filters"},
				[]string{"The future of the park"}},
			{"a search keeps its filter", "/consultations?q=strategy&state=open", 200, []string{"No open consultations",
				`name="state" value="open"`}, nil},
			{"a search with HTML", "/consultations?q=%22%3E%3Cscript%3E&state=%00&page=-9", 200, nil, []string{`"><script>`}},
			{"an open consultation", "/consultations/park", 200, []string{
				"Have your say", `href="/consultations/park/respond"`, "8 April 2026 at 11:59pm", "another 15 minutes", "UK time",
				"Out of date", "based on version 1, and the current version is 2",
				"Extended until 8 April 2026 at 11:59pm", "The leaflets were late.",
				`href="/consultations/park/group-response"`,
				`href="tel:01164960000"`, "All of it is made up.", "There is one lake.", `lang="ur" dir="rtl"`,
			}, []string{"<script>alert", "has closed"}},
			{"a closed consultation has what happens next", "/consultations/equality-strategy", 200, []string{
				"25 April 2016 to 27 May 2016, closed 11:59pm", "This consultation has closed", "A report goes to Council.",
				"30 June 2016", "This date has passed", "Added to the public record on 2 March 2026",
			}, []string{"/respond"}},
			{"a forthcoming consultation has no link to respond", "/consultations/soon", 200,
				[]string{"You can have your say from 1 May 2026 at 9am.", "By post."}, []string{"/respond"}},
			{"a register entry", "/consultations/libraries", 200, []string{"311 on a petition",
				"Sixteen libraries stay", "Cabinet papers", "Closed 2014"}, []string{"/respond", "/results"}},
			{"a draft is not found", "/consultations/secret", 404, nil, []string{"A draft"}},
			{"an unknown consultation", "/consultations/nowhere", 404, nil, nil},
			{"a slug that PostgreSQL refuses", "/consultations/%ff%00", 404, nil, nil},
			{"a document", "/consultations/park/documents/plan", 200, []string{"Where the path runs", `lang="en" dir="ltr"`,
				"version 2"}, []string{"This is based on version"}},
			{"an outdated edition", "/consultations/park/documents/plan?edition=easy-read", 200,
				[]string{"Easy words.", "This is based on version 1 of the document. The current version is 2"}, nil},
			{"a right-to-left edition", "/consultations/park/documents/plan?edition=translation-ur", 200,
				[]string{`lang="ur" dir="rtl"`, "منصوبہ"}, nil},
			{"a video", "/consultations/park/documents/plan?edition=bsl-video-bfi", 200, []string{"https://video.example.org/park"}, nil},
			{"an unknown edition", "/consultations/park/documents/plan?edition=braille", 404, nil, nil},
			{"an unknown document", "/consultations/park/documents/other", 404, nil, nil},
			{"a document of a draft", "/consultations/secret/documents/plan", 404, nil, nil},
		} {
			t.Run(test.name, func(t *testing.T) {
				w := httptest.NewRecorder()
				h.Site.ServeHTTP(w, httptest.NewRequest("GET", test.path, nil))
				if w.Code != test.status {
					t.Fatalf("%d, want %d: %s", w.Code, test.status, w.Body)
				}
				body := w.Body.String()
				for _, text := range test.has {
					if !strings.Contains(body, text) {
						t.Errorf("does not contain %q", text)
					}
				}
				for _, text := range test.lacks {
					if strings.Contains(body, text) {
						t.Errorf("contains %q", text)
					}
				}
			})
		}
	})
}

func TestLinkURLs(t *testing.T) {
	got := linkURLs("Cabinet papers, https://democracy.example.org/mg.aspx?ID=1. And (https://www.example.org/a)")
	want := "Cabinet papers, [democracy.example.org](<https://democracy.example.org/mg.aspx?ID=1>). And " +
		"([www.example.org](<https://www.example.org/a>))"
	if got != want {
		t.Errorf("%s", got)
	}
}

func TestExcerptIsPlainText(t *testing.T) {
	for _, test := range []struct{ name, text, want string }{
		{"HTML is removed", "What <script>you</script> think", "What you think"},
		{"links and emphasis", "Read **the** [plan](https://example.org) of *2016*.\n\nMore.", "Read the plan of 2016."},
		{"a long text ends at a word", strings.Repeat("word ", 60), strings.TrimSpace(strings.Repeat("word ", 44)) + "…"},
		{"nothing", "", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := excerpt(test.text); got != test.want {
				t.Errorf("%q, want %q", got, test.want)
			}
		})
	}
}

// The page of a closed consultation begins with its outcome, with a link to what came of it; its text is that of the
// time. The tag of a register entry claims no outcome.
//
// Rows E2 and E4 of docs/faults.md.
func TestClosedConsultationShowsItsOutcomeFirst(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h, _ := newSite(t, d)
		h.Chain = func(context.Context, string, string) (page.Chain, error) {
			return page.Chain{
				{Name: "Consultation", State: page.Done, Href: "/consultations/equality-strategy"},
				{Name: "Decision", State: page.Done, Href: "/decisions/equality", Note: "30 June 2016"},
			}, nil
		}
		body := func(path string) string {
			w := httptest.NewRecorder()
			h.Site.ServeHTTP(w, httptest.NewRequest("GET", path, nil))
			return w.Body.String()
		}
		closed := body("/consultations/equality-strategy")
		link := strings.Index(closed, `href="/decisions/equality">Decision</a>: 30 June 2016`)
		text := strings.Index(closed, "The consultation as it was")
		if link < 0 || text < link || !strings.Contains(closed[text:], "What should the next four years bring?") {
			t.Errorf("the decision is linked at %d, the text begins at %d:\n%s", link, text, closed)
		}
		open := body("/consultations/park")
		if strings.Contains(open, "The consultation as it was") || strings.Contains(open, `font-weight-bold" href="/decisions/equality"`) {
			t.Error("an open consultation is shown as over")
		}
		if old := body("/consultations/libraries"); !strings.Contains(old, `govuk-tag--grey">Closed<`) || strings.Contains(old, "as it was") {
			t.Error(old)
		}
	})
}

// A timeline has no opening before the publication: what would have opened earlier opened when it was published. One
// that had closed by then took place elsewhere and was added to this website.
//
// Rows C6 and E5 of docs/faults.md.
func TestTimelineOpensAfterItWasPublished(t *testing.T) {
	opens := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	for published, want := range map[time.Time]string{
		opens.Add(-time.Hour):       "Published, Opened",
		opens.Add(15 * time.Hour):   "Published, Opened",
		opens.Add(900 * time.Hour):  "Published, Opened",
		opens.Add(2000 * time.Hour): "Opened, Added to this website",
	} {
		c := &consult.PublicView{Consultation: &consult.Consultation{}, History: []*consult.Act{
			{Kind: consult.ActPublished, At: published, RecordedAt: published, Number: 1, Body: []byte("{}")},
			{Kind: consult.ActOpened, At: opens, RecordedAt: published, Number: 2, Body: []byte("{}")},
		}}
		c.Opens = consult.CivilTime{At: opens, Zone: "UTC"}
		c.Closes = consult.CivilTime{At: opens.Add(1000 * time.Hour), Zone: "UTC"}
		all, err := newTimeline(nil, c)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, e := range all {
			got = append(got, e.What)
		}
		if strings.Join(got, ", ") != want {
			t.Errorf("published %v: %v, want %s", published, got, want)
		}
	}
}

// The dates of a consultation can be put into a calendar, its page can be shared without other sites, and says in a
// sentence what it is about.
//
// Row E8 of docs/faults.md.
func TestCalendarAndSharing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h, _ := newSite(t, d)
		h.BaseURL = "https://consult.example.org"
		ask := func(path string) *httptest.ResponseRecorder {
			w := httptest.NewRecorder()
			h.Site.ServeHTTP(w, httptest.NewRequest("GET", path, nil))
			return w
		}
		cal := ask("/consultations/park/dates.ics")
		for _, want := range []string{
			"DTSTART:20260401T225900Z\r\n", "SUMMARY:Last time to respond: The future of the park\r\n", "UID:park-closes@consult.example.org\r\n",
		} {
			if !strings.Contains(cal.Body.String(), want) {
				t.Errorf("%q is not in the calendar:\n%s", want, cal.Body)
			}
		}
		if got := cal.Header().Get("Content-Type"); !strings.HasPrefix(got, "text/calendar") {
			t.Error(got)
		}
		if w := ask("/consultations/libraries/dates.ics"); w.Code != 404 {
			t.Errorf("a calendar without dates: %d", w.Code)
		}
		if w := ask("/consultations/secret/dates.ics"); w.Code != 404 {
			t.Errorf("the calendar of a draft: %d", w.Code)
		}
		park := ask("/consultations/park").Body.String()
		for _, want := range []string{
			`<meta name="description" content="We want to hear what you think.`, `href="/consultations/park/dates.ics"`,
			`href="mailto:?body=https%3A%2F%2Fconsult.example.org%2Fconsultations%2Fpark&amp;subject=The%20future%20of%20the%20park"`,
		} {
			if !strings.Contains(park, want) {
				t.Errorf("%s is not in the page", want)
			}
		}
	})
}
