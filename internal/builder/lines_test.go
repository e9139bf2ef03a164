package builder

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/survey"
)

// A pasted list loses its bullets, blank lines and repeated lines, and answers that were there stay as they are.
func TestPastedListIsAddedToAnswers(t *testing.T) {
	for pasted, want := range map[string]string{
		"- Bus\r\n\r\n• Train\n( ) On foot\n[x] bus\n": "Bus|Train|On foot",
		"1. Yes\n2. No\n":                                 "Yes|No",
		"1. Yes\n16 to 24\n":                              "1. Yes|16 to 24",
		"Other ______\n- None of these":                   "Other ______|None of these",
		"\u00a0–\u00a0Very good \n —  very   GOOD\n a) x": "Very good|a) x",
		" \n\t\n": "",
	} {
		if got := strings.Join(PastedLines(pasted), "|"); got != want {
			t.Errorf("%q: %q, want %q", pasted, got, want)
		}
	}
	list := []survey.Option{{ID: "rail", Text: "Train", Hint: "Or tram"}, {ID: "x", Text: "Car"}, {}}
	added, err := AddPasted(list, "Bus\ntrain\nOther: ____\nNone of these", false, 10)
	if err != nil {
		t.Fatal(err)
	}
	want := []survey.Option{list[0], list[1], {Text: "Bus"}, {Text: "Other", WriteIn: true}, {Text: "None of these", Exclusive: true}}
	if !reflect.DeepEqual(added, want) {
		t.Errorf("%+v", added)
	}
	if replaced, _ := AddPasted(list, "Bus\nTRAIN", true, 10); !reflect.DeepEqual(replaced, []survey.Option{{Text: "Bus"}, list[0]}) {
		t.Errorf("%+v", replaced)
	}
	if _, err := AddPasted(list, "a\nb\nc", false, 4); err == nil {
		t.Error("more answers than allowed")
	}
	if _, err := AddPasted(nil, strings.Repeat("a", MaxPastedBytes+1), false, 4); err == nil {
		t.Error("a list of any size is read")
	}
}

// Answers of a new question get ids from their texts.
func TestAnswersOfNewQuestionGetIDs(t *testing.T) {
	def := &consult.Definition{Forms: []survey.Form{{Pages: []survey.Page{{ID: "p"}}}}}
	options, _ := AddPasted(nil, "Yes\nNo\n说", false, 10)
	id, err := AddQuestion(def, "p", survey.Question{Kind: survey.Single, Text: "Bus?", Options: options})
	if err != nil || id != "bus" {
		t.Fatal(id, err)
	}
	var ids []string
	for _, o := range def.Forms[0].Pages[0].Questions[0].Options {
		ids = append(ids, o.ID)
	}
	if !slices.Equal(ids, []string{"yes", "no", "option"}) {
		t.Error(ids)
	}
}
