package app_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/app"
	"github.com/folkmoot/folkmoot/internal/browsertest"
	"github.com/folkmoot/folkmoot/internal/entry"
	"github.com/folkmoot/folkmoot/internal/moderation"
)

// Row C4 of docs/faults.md. A reader of everything that is public (pages, feed, calendar, open
// data, the public record, addresses of files) finds nothing of a letter that was not cleared
// for publication, and nothing of the scan of one that was.
func TestLettersThatWereNotClearedStayPrivate(t *testing.T) {
	t.Parallel()
	s := newSite(t, app.Config{}, minimalDemo(t), discardLogger(), nil)
	const slug, secret, cleared = "getting-about", "MARKER", "A letter that was cleared"
	ctx := t.Context()
	for _, letter := range []*entry.Submission{
		{Title: secret + "-title", Summary: secret + "-summary", Organisation: secret + "-club", Place: secret + "-place"},
		{Title: cleared, Publish: true},
	} {
		letter.Consultation, letter.Kind, letter.Day = slug, entry.Letter, "2026-10-01"
		if err := s.app.Entry().SaveSubmission(ctx, clerkA, letter, ""); err != nil {
			t.Fatal(err)
		}
		if err := s.app.Entry().AttachFile(ctx, clerkA, slug, letter.ID, secret+".txt", strings.NewReader(secret+"-scan")); err != nil {
			t.Fatal(err)
		}
		if err := s.app.Moderation().FlagSubmission(ctx, clerkA, slug, letter.ID, "other", secret+"-note"); err != nil {
			t.Fatal(err)
		}
	}
	officer := s.app.Moderation()
	list, err := officer.ListSubmissions(ctx, clerkA, slug, moderation.SubmissionQuery{})
	if err != nil || len(list.Items) != 2 {
		t.Fatal(err)
	}
	secrets, private := []string{secret}, []string{}
	for _, row := range list.Items {
		d, err := officer.ReadSubmission(ctx, clerkA, slug, row.ID)
		if err != nil || len(d.Files) != 1 {
			t.Fatalf("%+v %v", d, err)
		}
		scan := d.Files[0]
		at := "/staff/consultations/" + slug + "/letters"
		private = append(private, scan.Path(), at, at+"/"+row.ID, at+"/"+row.ID+"/files/"+scan.ID)
		secrets = append(secrets, scan.ID, scan.Digest)
		err = officer.ReviewSubmission(ctx, clerkA, slug, row.ID, row.Version, moderation.Approved)
		if (err == nil) != row.Publish {
			t.Errorf("published without the sender's consent: %v", err)
		}
	}
	queue, err := officer.ReviewQueue(ctx, clerkA, slug, moderation.ReviewQuery{})
	if err != nil {
		t.Fatal(err)
	}
	settings := moderation.PublishingSettings{BeforeClose: true, TextQuestions: []string{"anything-else"}}
	if queue.Settings != nil {
		settings.Version = queue.Settings.Version
	}
	if err := officer.SetPublishingSettings(ctx, clerkA, slug, settings); err != nil {
		t.Fatal(err)
	}
	s.finishBackground(t)
	var public []string
	for _, r := range s.app.Routes() {
		path := strings.ReplaceAll(strings.ReplaceAll(r.Pattern, "{slug}", slug), "{$}", "")
		if r.Method == http.MethodGet && r.Needs == actor.Public && !strings.Contains(path, "{") && !strings.HasPrefix(path, "/staff") {
			public = append(public, s.address+path)
		}
	}
	visited, shown := 0, false
	s.crawl(t, 2, func(route string, d *browsertest.Document) {
		visited++
		text := string(d.Body)
		shown = shown || strings.Contains(text, cleared)
		for _, mark := range secrets {
			if strings.Contains(text, mark) {
				t.Errorf("%s shows %q", route, mark)
			}
		}
	}, public...)
	if visited < 40 || !shown {
		t.Errorf("visited only %d pages, the letter that was cleared is published: %v", visited, shown)
	}
	for _, path := range private {
		v := browsertest.NewVisitor(t, s.address+path)
		if strings.Contains(string(v.Body), secret) || !strings.Contains(v.URL.Path, "sign-in") && v.Status != http.StatusNotFound {
			t.Errorf("%s answers %d at %s", path, v.Status, v.URL.Path)
		}
	}
}
