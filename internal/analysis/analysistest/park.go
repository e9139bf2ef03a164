// Package analysistest has a consultation with responses whose results hide counts, for tests.
package analysistest

import (
	"bytes"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/analysis"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/internal/record"
	"github.com/folkmoot/folkmoot/survey"
)

// The hidden counts of the fixture equal no other number in it. FreeText is in every answer in people's own words, and Formula
// is the text of an answer.
const (
	Sikhs    = 7
	Hindus   = 373
	FreeText = "MARKER-7f3a"
	Formula  = `=HYPERLINK("http://example.org","Yes")`
)

// Definition is the consultation of the fixture.
var Definition = consult.Definition{
	Slug: "park", Title: "The park", Type: consult.Survey, Published: true, Opens: "2026-02-01 09:00", Closes: "2026-03-03 09:30",
	Text: consult.Text{
		Summary:  "The park.",
		Next:     "We read every response.",
		Audience: "Everyone.",
		Feedback: "2026-04-01",
		Invented: "All of this is invented.",
		Contact:  consult.Contact{Team: "Parks", Address: "The council"},
	},
	Forms: []survey.Form{
		{ID: "park", Title: "The park", Lang: "en", Edition: "standard", Pages: []survey.Page{{ID: "one", Questions: []survey.Question{
			{
				ID:      "use",
				Kind:    survey.Single,
				Text:    "Do you use the park?",
				Options: []survey.Option{{ID: "yes", Text: Formula}, {ID: "no", Text: "No", WriteIn: true}},
			},
			{ID: "visits", Kind: survey.Number, Text: "How warm was it?"},
			{ID: "why", Kind: survey.LongText, Text: "Reason"},
		}}}},
	},
	Monitoring: &consult.Monitoring{
		Questions:      []string{"religion"},
		Purpose:        "To see who responded.",
		PolicyDocument: "APD 1",
	},
}

// Park is a database with the consultation "park", its responses and a draft.
type Park struct {
	DB       *db.DB
	Log      *record.Log
	Consults *consult.Service
	Intake   *intake.Service
	Service  *analysis.Service

	now time.Time
}

// Clock returns the time of the fixture.
func (p *Park) Clock() time.Time { return p.now }

// At sets the clock to days after the beginning.
func (p *Park) At(days int) { p.now = dbtest.Now.AddDate(0, 0, days) }

// NewPark stores the consultation with 1,000 responses in d.
func NewPark(t *testing.T, d *db.DB) *Park {
	t.Helper()
	log, err := record.Open(t.Context(), d, record.Options{Dir: t.TempDir(), Origin: "test.invalid/record"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { log.Close() })
	p := &Park{DB: d, Log: log, now: dbtest.Now}
	d.SetClock(p.Clock)
	p.Consults = &consult.Service{DB: d, Log: log, CountResponses: intake.Count}
	draft := Definition
	draft.Slug, draft.Published = "secret", false
	for _, def := range []consult.Definition{Definition, draft} {
		if err := p.Consults.Define(t.Context(), actor.System, def); err != nil {
			t.Fatal(err)
		}
	}
	p.Service = &analysis.Service{DB: d, Log: log}
	p.Intake = &intake.Service{DB: d, Log: log, Keys: intake.NewKeys(bytes.Repeat([]byte{7}, 32)), Releases: p.Service,
		Receiver: intake.NewReceiver(d, log, nil, slog.New(slog.DiscardHandler))}
	var b strings.Builder
	b.WriteString("row,channel,edition,day,status,use,visits,why,answer-equality-questions,religion\n")
	for i := range 1000 {
		religion := "christian"
		switch {
		case i < Sikhs:
			religion = "sikh"
		case i < Sikhs+Hindus:
			religion = "hindu"
		}
		fmt.Fprintf(
			&b,
			"%d,%s,standard,2026-02-20,,%s,%d,%s,yes,%s\n",
			i,
			[]string{"web", "paper"}[i%2],
			[]string{"yes", "no"}[i%3/2],
			-i%5,
			FreeText,
			religion,
		)
	}
	if _, err := p.Intake.Import(t.Context(), actor.System, "park", strings.NewReader(b.String())); err != nil {
		t.Fatal(err)
	}
	return p
}
