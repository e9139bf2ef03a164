package app_test

import (
	"archive/zip"
	"bytes"
	"cmp"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/analysis"
	"github.com/folkmoot/folkmoot/internal/app"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/consultationreport"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/docx/docxtest"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/mail"
	"github.com/folkmoot/folkmoot/internal/mail/mailtest"
	"github.com/folkmoot/folkmoot/internal/print/printtest"
)

// world is what leaves a program in which people have the religions that its test gives them: by name, such as the address of a
// page, every byte that does not differ by chance.
type world map[string]string

// TestHiddenValuesAreInNothingThatLeavesTheProgram compares two programs whose responses differ only in what a release hides.
// Everything that leaves them is the same, byte by byte: pages in two languages, their headers and lengths, CSV, JSON, workbooks,
// Word files and PDFs with their alternative texts, charts as SVG and as PNG with their descriptions, catalogue, feeds, emails, the
// log, and every column of the database, with what search reads, but those of the responses themselves.
//
// PDFs and Word files are made from the pages.
func TestHiddenValuesAreInNothingThatLeavesTheProgram(t *testing.T) {
	t.Parallel()
	worlds := map[string][]world{}
	for _, of := range []map[string]int{{"sikh": 7, "jewish": 8}, {"sikh": 8, "jewish": 7}} {
		dbtest.EachDSN(t, func(t *testing.T, dsn string) {
			engine := "sqlite"
			if db.IsPostgres(dsn) {
				engine = "postgres"
			}
			worlds[engine] = append(worlds[engine], newWorld(t, dsn, of))
		})
	}
	for engine, pair := range worlds {
		if len(pair) != 2 {
			t.Fatalf("%s: %d worlds", engine, len(pair))
		}
		for _, name := range slices.Sorted(maps.Keys(pair[0])) {
			one, other := pair[0][name], pair[1][name]
			if one != other {
				t.Errorf("%s: %s tells what is hidden:\n%s", engine, name, firstDifference(one, other))
			}
		}
		for name := range pair[1] {
			if _, ok := pair[0][name]; !ok {
				t.Errorf("%s: %s is in one world only", engine, name)
			}
		}
	}
}

// firstDifference shows where two texts begin to differ.
func firstDifference(a, b string) string {
	at := 0
	for at < min(len(a), len(b)) && a[at] == b[at] {
		at++
	}
	part := func(s string) string { return s[max(0, min(len(s), at)-80):min(len(s), at+80)] }
	return fmt.Sprintf("%q\n%q (%d and %d bytes)", part(a), part(b), len(a), len(b))
}

// hiddenConsultation is that of mailSite, with a question about religion.
func hiddenConsultation() consult.Definition {
	c := bathConsultation
	c.Text.Summary = "The bath, which was asked about."
	c.Monitoring = &consult.Monitoring{Questions: []string{"religion"}, Purpose: "To see who responded.", PolicyDocument: "APD 1"}
	return c
}

// newWorld returns what leaves a program with 600 responses, of which so many have these religions.
func newWorld(t *testing.T, dsn string, religions map[string]int) world {
	var log lockedBuffer
	logger := slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	p := &mailSite{t: t, server: mailtest.Start(t), cookies: map[string]string{}}
	carrier, wrong := mail.ParseSMTP(fmt.Sprintf("smtp://localhost:%d", p.server.Port()), "c@council.example.org")
	if len(wrong) > 0 {
		t.Fatal(wrong)
	}
	cfg := app.Config{BaseURL: "https://consult.example.org", Mail: carrier, Chromium: os.Getenv("FOLKMOOT_TEST_CHROMIUM")}
	if db.IsPostgres(dsn) {
		cfg.Database = dsn
	}
	p.installation = newSite(t, cfg, demoPart(t, "council.yaml"), logger, nil)
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(p.app.Services.Consult.Define(t.Context(), actor.System, hiddenConsultation()))
	_, err := p.app.Services.Intake.Import(t.Context(), actor.System, "bath", strings.NewReader(hiddenResponses(religions)))
	must(err)
	must(p.app.TellPeople(t.Context())) // what has happened until now, in both worlds at the same time
	p.respondForNews()
	p.finishBackground(t)

	now := time.Date(2026, 12, 3, 9, 0, 0, 0, time.UTC) // it has closed
	p.app.DB.SetClock(func() time.Time { return now })
	released, err := p.app.Services.Analysis.Publish(t.Context(), actor.System, "bath", analysis.Terms{GroupBy: "religion"})
	must(err)
	q := released.Question("religion")
	for i, o := range q.Options {
		if _, shown := q.Cells[i].Number(); shown && religions[o.ID] > 0 {
			t.Fatalf("the count of %s is shown", o.ID)
		}
	}
	report := (&consultationreport.Service{DB: p.app.DB, Decisions: p.app.Decision}).Kind()
	must(publishRecord(t.Context(), p.app, report, actor.System, "bath", edit.Values{
		"release": {"1"}, "summary": {"{{figure:swim/yes}} swim."}, "limits": {"Few young people responded."}}))
	must(publishFeedback(t.Context(), p.app, "bath", "{{figure:bath#1/swim/yes}} swim.", "We kept it open."))
	must(p.app.TellPeople(t.Context()))
	p.finishBackground(t)

	w := world{}
	p.collectPages(w)
	mails := p.server.Received()
	if len(mails) == 0 {
		t.Fatal("no one is told of the results")
	}
	var sent []string // in no order
	for _, m := range mails {
		lines := strings.Split(withoutChance(strings.ReplaceAll(m.Data, "=\r\n", "")), "\r\n") // long lines are folded
		slices.Sort(lines)                                                                     // headers are in no order
		sent = append(sent, strings.Join(m.To, " ")+"\n"+strings.Join(lines, "\n"))
	}
	slices.Sort(sent)
	w["emails"] = strings.Join(sent, "\n")
	p.collectTables(w)
	w["log"] = logWithoutTimes.ReplaceAllString(withoutChance(log.String()), "")
	return w
}

// hiddenResponses are 600 responses with these religions. Those who have them answer the same, in both worlds.
func hiddenResponses(religions map[string]int) string {
	var b strings.Builder
	b.WriteString("row,channel,edition,day,status,swim,answer-equality-questions,religion\n")
	row := 0
	for _, religion := range slices.Sorted(maps.Keys(religions)) {
		for range religions[religion] {
			fmt.Fprintf(&b, "%d,web,standard,2026-10-20,,%s,yes,%s\n", row, []string{"yes", "no"}[row%2], religion)
			row++
		}
	}
	for ; row < 600; row++ {
		fmt.Fprintf(&b, "%d,%s,standard,2026-10-20,,%s,yes,%s\n", row, []string{"web", "paper"}[row%2],
			[]string{"yes", "no"}[row%3/2], []string{"no-religion", "christian"}[row%5/2%2])
	}
	return b.String()
}

// respondForNews responds with an email address at which the respondent is told of the results.
func (p *mailSite) respondForNews() {
	p.t.Helper()
	base := p.startResponse()
	at := p.request(base+"use", url.Values{"swim": {"yes"}, "mail": {respondentMail}, "version": {"0"}, "action": {"next"}}).
		Header().Get("Location")
	for range 5 {
		if strings.HasSuffix(at, "/check") {
			p.t.Run("the response is received", func(t *testing.T) {
				p.runBackground(t)
				if w := p.request(at, url.Values{"action": {"send"}}); w.Code >= 400 {
					t.Fatalf("the response is not received: %d %s", w.Code, w.Body)
				}
			})
			return
		}
		at = cmp.Or(p.request(at, url.Values{"answer-equality-questions": {"no"}, "version": {"1"}, "action": {"next"}}).
			Header().Get("Location"), at)
	}
	p.t.Fatalf("the questionnaire does not end: %s", at)
}

var (
	// chance is what differs by chance: identifiers, digests, keys and signatures.
	chance = regexp.MustCompile(`[A-Za-z0-9+/_=-]{16,}`)
	hasDigit,
	hasLetter = regexp.MustCompile(`[0-9]`), regexp.MustCompile(`[A-Za-z]`)
	inPage          = regexp.MustCompile(`(?:href|src|action)="(/[^"]*)"`)
	logWithoutTimes = regexp.MustCompile(`(?m)^time=\S+ |took=\S+|duration=\S+`)

	// idLength is the length of an identifier from package db.
	idLength = len(db.NewID())

	// entryNumber is the number of an entry in the public record. Entries of one act are in the order of their digests.
	entryNumber = regexp.MustCompile(`((?:[Ee]ntry|before|اندراج)[ =-])[0-9,]+`)

	// spaced is a digest in the text of a PDF, which has spaces between its letters and f and f as one, and in a Word file in a
	// language that is written from right to left.
	spaced = regexp.MustCompile(`(?:[0-9a-f\x{FB00}]\s*){60,}`)

	// commitments are pages and tiles of the public record, and receipts: digests with a random salt, in an order by chance.
	commitments = regexp.MustCompile(`^/(record|receipts/|tile/|checkpoint)`)

	// packed are files whose length differs with the digests in them.
	packed = regexp.MustCompile(`\.(xlsx|ods|docx|pdf)$`)
)

// withoutChance replaces what differs by chance with something of the same length.
func withoutChance(s string) string {
	return chance.ReplaceAllStringFunc(entryNumber.ReplaceAllString(s, "$1*"), func(word string) string {
		for part := range strings.FieldsFuncSeq(word, func(r rune) bool { return r == '/' || r == '=' }) {
			random := len(part) == idLength || hasDigit.MatchString(part) && hasLetter.MatchString(part)
			if len(part) >= 16 && random && !strings.Contains(part, "-20") {
				word = strings.ReplaceAll(word, part, strings.Repeat("*", len(part)))
			}
		}
		return word
	})
}

// collectPages adds every public page and file that links lead to, in two languages, with its headers.
func (p *mailSite) collectPages(w world) {
	p.t.Helper()
	const results = "/consultations/bath/results/1/"
	next := []string{
		"/", "/sitemap.xml", "/consultations/bath/results", results + "results.csv", results + "results.csv-metadata.json",
		results + "who-answered.csv", results + "who-answered.csv-metadata.json", results + "release.json", results + "results.xlsx",
		results + "results.ods", "/data/catalogue.jsonld", "/consultations/bath/report", "/consultations/bath/report/versions/1/document.docx",
	}
	if os.Getenv("FOLKMOOT_TEST_CHROMIUM") != "" {
		next = append(next, "/consultations/bath/report/versions/1/document.pdf")
	}
	seen := map[string]bool{}
	p.cookies = map[string]string{}
	for len(next) > 0 {
		at, _, _ := strings.Cut(next[0], "#")
		next = next[1:]
		if name := withoutChance(at); seen[name] || strings.HasPrefix(at, "/staff") || strings.HasPrefix(at, "//") ||
			strings.HasPrefix(at, "/assets") || commitments.MatchString(at) || strings.HasPrefix(at, "/static") || strings.Contains(at, "lang=") {
			continue
		} else {
			seen[name] = true
		}
		for _, lang := range []string{"en", "ur"} {
			if p.lang = lang; lang != "en" && strings.HasSuffix(at, ".pdf") {
				continue // it takes a second
			}
			got := p.request(at, nil)
			body := got.Body.Bytes()
			name := withoutChance(at) + " in " + lang
			var head strings.Builder
			for _, h := range slices.Sorted(maps.Keys(got.Header())) {
				if h == "Content-Length" && packed.MatchString(at) {
					continue
				}
				fmt.Fprintf(&head, "%s: %s\n", h, strings.Join(got.Header()[h], ", "))
			}
			w[name] = fmt.Sprintf("%d\n%s", got.Code, p.readable(at, body))
			w["headers of "+name] = withoutChance(head.String())
			for _, link := range inPage.FindAllSubmatch(body, -1) {
				next = append(next, strings.ReplaceAll(string(link[1]), "&amp;", "&"))
			}
		}
	}
	if len(seen) < 30 || !seen["/consultations"] {
		p.t.Errorf("only %d pages were found", len(seen))
	}
	for _, chart := range []string{"swim", "religion", "swim-by-religion"} {
		for _, format := range []string{"en.svg", "en.png", "ur.svg", "ur.png"} {
			if name := results + "charts/" + chart + "." + format + " in en"; !strings.HasPrefix(w[name], "200\n") {
				p.t.Errorf("the chart %s is not compared: %.200q", name, w[name])
			}
		}
	}
}

// readable returns what a file says, without what differs by chance.
func (p *mailSite) readable(at string, body []byte) string {
	switch {
	case strings.HasSuffix(at, ".png"): // pixels and metadata, none of which differ by chance
		return fmt.Sprintf("%x", body)
	case strings.HasSuffix(at, ".pdf"):
		pdf := printtest.Read(p.t, body)
		text := spaced.ReplaceAllString(pdf.Text+"\n"+strings.Join(pdf.Alternatives, "\n"), "")
		return withoutChance(strings.Join(strings.Fields(text), ""))
	case bytes.HasPrefix(body, []byte("PK")):
		var all strings.Builder
		z, err := zip.NewReader(bytes.NewReader(body), int64(len(body)))
		if err != nil {
			p.t.Fatal(err)
		}
		for _, part := range z.File {
			from, err := part.Open()
			if err != nil {
				p.t.Fatal(err)
			}
			text, err := io.ReadAll(from)
			if err != nil {
				p.t.Fatal(err)
			}
			if part.Name == "word/document.xml" {
				text = []byte(spaced.ReplaceAllString(docxtest.Read(p.t, body).Text, "*"))
			}
			fmt.Fprintf(&all, "%s\n%s\n", part.Name, withoutChance(string(text)))
		}
		return all.String()
	}
	return withoutChance(string(body))
}

// ofResponses are tables with the responses themselves and with digests of them, how each of them is counted with a random salt,
// keys, the rough numbers for staff while a consultation is open, which are drawn at random, and times by the clock of this machine.
var ofResponses = regexp.MustCompile(
	`^(intake_|record_|audit_|secrets_|analysis_release\.roll$|overview_group_|account_org\.created_at$|schema_version\.)`)

// collectTables adds every column of the database that is not about responses.
func (p *mailSite) collectTables(w world) {
	p.t.Helper()
	for column, values := range dumpTables(p.t, p.app.DB) {
		if ofResponses.MatchString(column) {
			continue
		}
		for i := range values {
			values[i] = withoutChance(values[i])
		}
		slices.Sort(values)
		w["column "+column] = strings.Join(values, "\n")
	}
}
