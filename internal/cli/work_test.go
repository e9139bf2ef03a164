package cli_test

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/app"
	"github.com/folkmoot/folkmoot/internal/cli"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/internal/moderation/moderationtest"
)

// installationWithWork creates a data folder with three equal responses to one consultation,
// park, and a saved draft of another, old, which is due for deletion.
func installationWithWork(t *testing.T) (data string) {
	t.Helper()
	data, ctx := t.TempDir(), t.Context()
	a, err := app.New(ctx, app.Config{Data: data}, slog.New(slog.NewTextHandler(io.Discard, nil)), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	def, day := moderationtest.Park, func(days int) string { return time.Now().AddDate(0, 0, days).Format("2006-01-02 15:04") }
	def.Opens, def.Closes, def.Text.Feedback = day(-1), day(30), day(60)[:10]
	if err := a.Consult.Define(ctx, actor.System, def); err != nil {
		t.Fatal(err)
	}
	running, stop := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() { defer close(done); a.Intake.Receiver.Run(running) }()
	_, form, err := a.Intake.CachedForm(ctx, "park", "standard")
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		answers, problems := form.Check(moderationtest.TextAnswer("Keep the old gates open."))
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		r, key := intake.NewResponse(form, answers), a.Intake.Keys.Issue("park", time.Now())
		r.Key, r.Consultation, r.StartedAt = key.Key, "park", key.Started
		if _, err := a.Intake.Receiver.Submit(ctx, &r); err != nil {
			t.Fatal(err)
		}
	}
	stop()
	<-done
	def.Slug, def.Opens, def.Closes, def.Text.Feedback = "old", "2020-02-01 09:00", "2020-03-03 09:30", "2020-04-01"
	if err := a.Consult.Define(ctx, actor.System, def); err != nil {
		t.Fatal(err)
	}
	while := time.Date(2020, 2, 15, 12, 0, 0, 0, time.UTC) // it is open
	a.DB.SetClock(func() time.Time { return while })
	if err := a.Intake.SaveDraft(ctx, &intake.Draft{
		Issued: a.Intake.Keys.Issue("old", while), Consultation: "old", FormVersion: form.Version(), Edition: "standard",
		Kept: true, Answers: moderationtest.TextAnswer("A draft."),
	}); err != nil {
		t.Fatal(err)
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	return data
}

// Row D9 of docs/faults.md. Searching for similar responses, exporting responses and deleting
// what is due have commands, each of which shows its progress. Deleting and exporting need a
// reason; only what is due is deleted, and no file is replaced.
func TestCommandsForLongWorkShowTheirProgress(t *testing.T) {
	data, file := installationWithWork(t), filepath.Join(t.TempDir(), "responses.csv")
	const because = "To test the command."
	for _, test := range []struct {
		args              []string
		code              int
		progress, outcome string
	}{
		{[]string{"similar"}, 2, "", "usage"},
		{[]string{"similar", "park"}, 0, "3 of 3\n", "compared: 3. Groups of similar responses: 1.\n3 responses with identical answers"},
		{[]string{"responses", "-format", "csv", "park", file}, 2, "", "usage"},
		{[]string{"responses", "-format", "csv", "-reason", because, "park", file}, 0, "0 of 3\n", file},
		{[]string{"responses", "-format", "csv", "-reason", because, "park", file}, 1, "", "exists"},
		{[]string{"delete", "old", "drafts"}, 2, "", "usage"},
		{[]string{"delete", "-reason", because, "park", "words"}, 1, "", "nothing to delete"},
		{[]string{"delete", "-reason", because, "old", "drafts"}, 0, "1 of 1\n", "Deleted from old: drafts, 1."},
	} {
		now := time.Now()
		var out, progress bytes.Buffer
		code := cli.Main(t.Context(), &cli.Env{
			Args:   append([]string{test.args[0], "-data", data}, test.args[1:]...),
			Getenv: func(string) string { return "" }, Out: &out, Err: &progress,
			Now: func() time.Time { now = now.Add(5 * time.Second); return now },
		})
		if both := out.String() + progress.String(); code != test.code || !strings.Contains(progress.String(), test.progress) ||
			!strings.Contains(both, test.outcome) {
			t.Errorf("%q: %d\n%s", test.args, code, both)
		}
	}
	if text, err := os.ReadFile(file); err != nil || strings.Count(string(text), "Keep the old gates open.") != 3 {
		t.Errorf("the file has %q %v", text, err)
	}
}
