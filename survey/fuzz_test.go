package survey_test

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"pgregory.net/rapid"

	"github.com/folkmoot/folkmoot/survey"
)

// Run the fuzz tests with -fuzzminimizetime 1x. Otherwise the fuzzer spends a short run on
// minimizing its first inputs: FuzzSkipLogic then tried 10 inputs in ten seconds, and 36,000
// with it.

// ParseAnswers refuses all bytes but those that Canonical returns for the result.
func FuzzDecodeAnswers(f *testing.F) {
	byVersion := map[string]*survey.Form{}
	for _, b := range behaviours(f) {
		if len(b.Refused) > 0 {
			continue
		}
		form, err := survey.Parse(b.Form)
		if err != nil {
			f.Fatal(err)
		}
		byVersion[form.Version()] = form
		for _, c := range b.Cases {
			a, _ := form.Check(c.Raw)
			for _, seed := range [][]byte{a.Canonical(), a.Part(true).Canonical()} {
				if seed != nil {
					f.Add(seed)
				}
			}
		}
	}
	f.Add([]byte(strings.Repeat("[", 100_000)))
	f.Fuzz(func(t *testing.T, data []byte) {
		var doc struct{ Form string }
		_ = json.Unmarshal(data, &doc)
		form := byVersion[doc.Form]
		if form == nil {
			for _, form = range byVersion {
				break
			}
		}
		a, err := survey.ParseAnswers(form, data)
		if err != nil {
			if a.Canonical() != nil {
				t.Fatal("ParseAnswers returned an error and answers")
			}
			return
		}
		if !bytes.Equal(a.Canonical(), data) {
			t.Fatalf("%s\nwas parsed, but is encoded as\n%s", data, a.Canonical())
		}
		if bytes.Contains(data, []byte(`,"part":"all",`)) && !bytes.Contains(data, []byte(`:"answered"`)) {
			again, problems := form.Check(a.Raw())
			if len(problems) > 0 || !reflect.DeepEqual(again, a) {
				t.Fatalf("%s is not valid: %v", data, problems)
			}
		}
	})
}

// FuzzSkipLogic is TestCheckAgreesWithReference with inputs from the fuzzer.
func FuzzSkipLogic(f *testing.F) {
	f.Add(make([]byte, 4096))
	f.Add(bytes.Repeat([]byte{0xA5, 0x01, 0, 0, 0, 0, 0, 0}, 512))
	f.Fuzz(rapid.MakeFuzz(checkSkipLogic))
}

// Parse quickly refuses any input with a FormError, or returns a form that can be used.
func FuzzFormImport(f *testing.F) {
	for _, b := range behaviours(f) {
		f.Add([]byte(b.Form))
	}
	f.Add([]byte("\ufeff{}"))
	f.Add([]byte(strings.Repeat(`{"not":`, 100_000)))
	f.Add([]byte(`{"id":"f","ID":"g"}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		start := time.Now()
		form, err := survey.Parse(data)
		if took := time.Since(start); took > maxDuration {
			t.Fatalf("Parse took %v", took)
		}
		if err != nil {
			if _, ok := err.(*survey.FormError); !ok || err.Error() == "" {
				t.Fatalf("got %v, want a FormError with a message", err)
			}
			return
		}
		again, err := survey.Parse(form.JSON())
		if err != nil || again.Version() != form.Version() || !bytes.Equal(again.JSON(), form.JSON()) {
			t.Fatalf("encoding and parsing changed the form: %v\n%s", err, form.JSON())
		}
		form.Check(survey.Raw{})
		if len(form.Path(survey.Raw{})) > len(form.Pages) {
			t.Fatal("the path is longer than the form")
		}
	})
}

// Any text is encoded as valid JSON that both databases can store and that decodes to the same
// text.
func FuzzCanonicalBytes(f *testing.F) {
	for _, s := range []string{
		"", "a", "\x00", "\xff\xfe", "\xed\xa0\x80", "\xc0\xaf", "\r\n\r", "\u2028\u2029", `"\`, "\uffff", "\U0001fffe",
		"\ufeff", "e\u0301", "\u202e", "{{.}}", "<script>",
	} {
		f.Add(s, s+"x")
	}
	form := parse(f, `{"id":"f","title":"F","lang":"en","edition":"standard","pages":[{"id":"p","questions":[
		{"id":"why","kind":"long-text","text":"Why?"},
		{"id":"use","kind":"single","text":"Use?","options":[{"id":"other","text":"Other","writeIn":true}]}]}]}`)
	f.Fuzz(func(t *testing.T, text, more string) {
		clean := survey.CleanText(text)
		if !utf8.ValidString(clean) || strings.ContainsAny(clean, "\x00\r\ufffe\uffff") || survey.CleanText(clean) != clean {
			t.Fatalf("%q is not clean", clean)
		}
		a, problems := form.Check(survey.Raw{"why": {text}, "use": {"other"}, "use--other": {more}})
		if len(problems) > 0 {
			return
		}
		canonical := a.Canonical()
		var doc struct {
			Answers struct {
				Why any
				Use struct{ WriteIns map[string]string }
			}
		}
		if err := json.Unmarshal(canonical, &doc); err != nil {
			t.Fatalf("%v: %s", err, canonical)
		}
		if why, ok := doc.Answers.Why.(map[string]any); ok && why["text"] != a.Get("why").Text ||
			a.Get("why").Text != "" && a.Get("why").Text != clean {
			t.Fatalf("%q was decoded as %v", a.Get("why").Text, doc.Answers.Why)
		}
		if doc.Answers.Use.WriteIns["other"] != a.Get("use").WriteIns["other"] {
			t.Fatalf("%q was decoded as %v", a.Get("use").WriteIns, doc.Answers.Use.WriteIns)
		}
		back, err := survey.ParseAnswers(form, canonical)
		if err != nil || !reflect.DeepEqual(back, a) {
			t.Fatalf("%v: %s", err, canonical)
		}
		for _, changed := range [][]byte{
			append([]byte("\ufeff"), canonical...),
			append(canonical[:len(canonical):len(canonical)], ' '),
			bytes.Replace(canonical, []byte(":"), []byte(": "), 1),
		} {
			if _, err := survey.ParseAnswers(form, changed); err == nil {
				t.Fatalf("accepted: %s", changed)
			}
		}
	})
}
