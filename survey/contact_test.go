package survey_test

import (
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/folkmoot/folkmoot/survey"
)

// Rows B1 and B15 of docs/faults.md. Two people who differ only in their contact details
// leave the same bytes, whether they answered, declined or left the questions blank.
func TestAnswersDoNotShowWhoLeftContactDetails(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f, err := survey.Parse(randomForm(t).JSON())
		if err != nil {
			t.Skip("the form has a page that no answers lead to")
		}
		with := randomRaw(t, f)
		without := maps.Clone(with)
		for _, page := range f.Pages {
			for i := range page.Questions {
				if q := &page.Questions[i]; q.Kind.IsContact() {
					for _, name := range f.Fields(q) {
						delete(without, name)
					}
					if q.Required { // it cannot be left blank
						randomValidAnswer(t, q, without)
					}
				}
			}
		}
		a, problems := f.Check(with)
		b, more := f.Check(without)
		if len(problems)+len(more) > 0 {
			t.Skip("not valid")
		}
		left, contacts := a.WithoutContacts()
		right, _ := b.WithoutContacts()
		for _, monitoring := range []bool{false, true} {
			one, two := left.Part(monitoring).Canonical(), right.Part(monitoring).Canonical()
			if string(one) != string(two) {
				t.Fatalf("with contact details:\n%s\nwithout:\n%s", one, two)
			}
			if back, err := survey.ParseAnswers(f, one); err != nil || string(back.Canonical()) != string(one) {
				t.Fatalf("the answers cannot be parsed: %v\n%s", err, one)
			}
		}
		for _, c := range contacts {
			if !c.Kind.IsContact() || c.Text == "" {
				t.Fatalf("a contact is %+v", c)
			}
		}
		if again, more := left.WithoutContacts(); !reflect.DeepEqual(again, left) || more != nil {
			t.Fatal("a second call changed the answers")
		}
	})
}

// Row B15 of docs/faults.md.
func TestWithoutContactsSeparatesEveryContactKind(t *testing.T) {
	f := parse(t, `{"id":"f","title":"F","lang":"en","edition":"standard","pages":[{"id":"p","questions":[
		{"id":"who","kind":"name","text":"Who?","required":true},
		{"id":"home","kind":"address","text":"Where?"},
		{"id":"call","kind":"telephone","text":"Number?"},
		{"id":"mail","kind":"email","text":"Email?"},
		{"id":"none","kind":"email","text":"Another?"},
		{"id":"often","kind":"short-text","text":"How often?"}]}]}`)
	a, problems := f.Check(survey.Raw{
		"who": {"Jo  Bloggs"}, "home": {"1 The Street\r\nLeicester"}, "call": {" 0116 232 3232 "},
		"mail": {"her@example.org"}, "often": {"weekly"},
	})
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	rest, contacts := a.WithoutContacts()
	want := `{"form":"` + f.Version() + `","part":"main","answers":{"often":{"text":"weekly"}}}`
	if got := string(rest.Part(false).Canonical()); got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
	if !slices.Equal(contacts, []survey.Contact{
		{Kind: survey.FullName, Text: a.Get("who").Text}, {Kind: survey.Address, Text: "1 The Street\nLeicester"},
		{Kind: survey.Telephone, Text: "0116 232 3232"}, {Kind: survey.Email, Text: "her@example.org"},
	}) {
		t.Errorf("the contacts are %q", contacts)
	}
	if a.Get("mail").Text != "her@example.org" {
		t.Error("WithoutContacts changed its receiver")
	}
	for _, bad := range []string{
		strings.Replace(want, `"often"`, `"mail":"answered","often"`, 1),
		strings.Replace(want, `"often"`, `"mail":{"text":""},"often"`, 1),
		strings.Replace(want, `"often"`, `"mail":{"text":"her@example.org"},"who":{"text":"Jo"},"often"`, 1),
		strings.Replace(want, `"often":`, `"other":`, 1),
	} {
		if _, err := survey.ParseAnswers(f, []byte(bad)); err == nil {
			t.Errorf("accepted: %s", bad)
		}
	}
}

// A condition on a contact question would make the questions after it tell what was
// answered.
func TestConditionsCannotReferToContactDetails(t *testing.T) {
	for _, kind := range []survey.QuestionKind{survey.Email, survey.FullName, survey.Address, survey.Telephone} {
		_, err := survey.Parse(fmt.Appendf(nil, `{"id":"f","title":"F","lang":"en","edition":"standard","pages":[{"id":"p","questions":[
			{"id":"contact","kind":%q,"text":"Contact?"},
			{"id":"often","kind":"short-text","text":"How often?","when":{"question":"contact","answered":true}}]}]}`, kind))
		var wrong *survey.FormError
		if !errors.As(err, &wrong) || wrong.Problems[0].Kind != survey.RefersToContact {
			t.Errorf("%s: %v", kind, err)
		}
	}
}

func TestTelephoneNumbersArePlausible(t *testing.T) {
	for number, want := range map[string]bool{
		"0116 232 3232": true, "+44 116 232 3232": true, "(0116) 232-3232": true, "0116 232 3232 ext 12": true, "0116 232 3232, x12": true,
		"232 3232": true, "12345": false, "buses": false, "0116 232 323a": false, "++44 116 232 3232": false,
		"0116 232 3232 0116 232 3232": false,
		strings.Repeat("1 ", 30):      false,
	} {
		if got := survey.IsTelephone(number); got != want {
			t.Errorf("IsTelephone(%q) = %t, want %t", number, got, want)
		}
	}
}
