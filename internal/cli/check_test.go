package cli

import (
	"bytes"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

const questionnaires = "testdata/questionnaires"

// runsCheck runs the command and returns its exit code and output.
func runsCheck(t *testing.T, args ...string) (int, string) {
	t.Helper()
	var output bytes.Buffer
	code := Main(t.Context(), &Env{
		Args: append([]string{"check"}, args...), Getenv: func(string) string { return "" }, Program: "folkmoot",
		In: strings.NewReader(""), Out: &output, Err: &output, Now: time.Now,
	})
	return code, output.String()
}

// checked returns what the command says of a folder with these flags, as JSON.
func checked(t *testing.T, folder string, flags ...string) (r checkReport) {
	t.Helper()
	code, output := runsCheck(t, append(append([]string{"-json"}, flags...), folder)...)
	if code != 0 {
		t.Fatalf("code %d: %s", code, output)
	}
	if err := json.Unmarshal([]byte(output), &r); err != nil {
		t.Fatal(err)
	}
	return r
}

// The share of a set of questionnaires that load exactly is counted by the command. Every file loads; what has been added to
// the program raises the share; without it, the set has the shares of the real questionnaires of which it is modelled: 32 %
// exactly, 63 % nearly and 5 % not at all.
//
// Row G of docs/faults.md.
func TestShareOfQuestionnairesThatLoadExactly(t *testing.T) {
	now, before := checked(t, questionnaires), checked(t, questionnaires, "-without", "all")
	without := checked(t, questionnaires, "-without", "random order, named condition")
	if now.Questionnaires.All < 40 || now.Questions.All < 400 {
		t.Errorf("the set has %+v questionnaires and %+v questions", now.Questionnaires, now.Questions)
	}
	for _, file := range now.Files {
		if file.Error != "" {
			t.Errorf("%s does not load: %s", file.Name, file.Error)
		}
	}
	if now.Questions.Exact <= without.Questions.Exact || without.Questions.Exact <= before.Questions.Exact ||
		now.Questionnaires.Exact <= without.Questionnaires.Exact {
		t.Errorf("exact: %+v now, %+v without two features, %+v before", now.Questions, without.Questions, before.Questions)
	}
	for name, part := range map[string][2]float64{
		"exactly": {float64(before.Questions.Exact), 32}, "nearly": {float64(before.Nearly), 63}, "not at all": {float64(before.NotAtAll), 5},
	} {
		if percent := 100 * part[0] / float64(before.Questions.All); math.Abs(percent-part[1]) > 2 {
			t.Errorf("before, %.1f %% loaded %s, want %.0f %%", percent, name, part[1])
		}
	}
}

// A question counts as exact as soon as the program can ask what is wanted; a file that does not load is named with the
// reason, and its questions are not exact.
func TestWantedQuestionsBecomeExact(t *testing.T) {
	const file = `invented: all
source: "Test"
form:
  id: f
  title: F
  lang: en
  edition: standard
  pages:
    - id: p
      questions:
        - {id: a, kind: short-text, text: "How long?"}
        - {id: b, kind: short-text, text: "Where?"}
changed:
  - {question: a, feature: duration, instead: a text, wanted: "{id: a, kind: duration, text: 'How long?', units: [hours]}"}
  - {question: b, feature: hologram, wanted: "{id: b, kind: hologram, text: 'Where?'}"}
`
	folder := t.TempDir()
	write := func(name, text string) {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("one.yaml", file)
	r := checked(t, folder)
	if r.Questions != (share{Exact: 1, All: 2}) || r.NotAtAll != 1 || r.Kinds["duration"] == nil ||
		strings.Join(r.Files[0].Missing, "|") != "b: hologram" {
		t.Errorf("%+v", r)
	}
	write("two.yaml", strings.ReplaceAll(file, "kind: short-text", "kind: sheet"))
	r = checked(t, folder)
	if r.Questionnaires != (share{All: 2}) || !strings.Contains(r.Files[1].Error, "sheet") || r.Questions.Exact != 1 {
		t.Errorf("%+v", r)
	}
	code, output := runsCheck(t, folder)
	if code != 0 || !strings.Contains(output, "Questions that load exactly: 1 of 4 (25 %)") || !strings.Contains(output, "b: hologram") {
		t.Errorf("code %d: %s", code, output)
	}
	if code, output := runsCheck(t, "-without", "durations", folder); code != 1 || !strings.Contains(output, "duration") {
		t.Errorf("an unknown feature: code %d: %s", code, output)
	}
}
