package collected_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/builder"
	"github.com/folkmoot/folkmoot/internal/collected"
	"github.com/folkmoot/folkmoot/internal/sheet"
	"github.com/folkmoot/folkmoot/internal/sheet/sheettest"
)

// read reads a file, accepts all guesses but those that change makes other, and returns the plan and what it becomes.
func read(t *testing.T, data []byte, change func([]collected.Setting)) (*collected.Table, *collected.Plan, *collected.Result) {
	t.Helper()
	f, err := collected.Read(data)
	if err != nil {
		t.Fatal(err)
	}
	table := f.Table(0)
	var settings []collected.Setting
	for _, g := range table.Guess() {
		settings = append(settings, g.Setting)
	}
	if change != nil {
		change(settings)
	}
	p, problems := table.NewPlan(settings, collected.Options{Title: "A survey", Lang: "en", NewID: builder.IDFrom})
	if len(problems) > 0 {
		return table, p, &collected.Result{Problems: problems}
	}
	out, err := p.Each(nil)
	if err != nil {
		t.Fatal(err)
	}
	return table, p, out
}

// described is a line for each column and for each question of a file.
func described(table *collected.Table, out *collected.Result) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%q %v %d\n", table.System, table.HeadRows, len(table.Rows))
	for i, g := range table.Guess() {
		fmt.Fprintf(&b, "%s %s %q %q %v %s\n", sheet.ColumnName(i), g.Use, g.Wording, g.Part, g.Equality, g.Why)
	}
	for _, c := range out.Counts {
		fmt.Fprintf(&b, "= %s %d", c.ID, c.Answered)
		for i, n := range c.Options {
			if len(c.Rows) == 0 {
				fmt.Fprintf(&b, " %s:%d", c.Question.Question.Options[i].Text, n)
			}
		}
		for i, row := range c.Rows {
			fmt.Fprintf(&b, " %s:%v", c.Question.Question.Rows[i].Text, row)
		}
		if c.Question.Question.PreferNotToSay {
			fmt.Fprintf(&b, " -:%d", c.PreferNotToSay)
		}
		b.WriteByte('\n')
	}
	for _, p := range out.Problems {
		fmt.Fprintf(&b, "! %s %d %d %q %d\n", p.Fault, p.Row, p.Column, p.Value, p.Limit)
	}
	return b.String()
}

// Files with invented answers, in the ways of the systems that councils use, and what is made of them.
func TestFilesOfOtherSystemsAreUnderstood(t *testing.T) {
	for name, test := range map[string]struct{ file, want string }{
		"Citizen Space with codes": {
			"Ident 1,Ident 2,Ident 3\nWhat is your name?,Are you a resident?,How did you hear of us? Tick all\n" +
				"Ann Example,Yes,Radio;Post\n,No,Radio\n,Prefer not to say,Post\n,Yes,Radio; Post\n,Yes,\n",
			`"citizen-space" [1 2] 5
A leave-out "What is your name?" "" false identifying
B single "Are you a resident?" "" false scale
C several "How did you hear of us? Tick all" "" false separated
= are-you-a-resident 4 Yes:3 No:1 -:1
= how-did-you-hear-of-us-tick-all 4 Post:3 Radio:3
`,
		},
		"Citizen Space with parts": {
			"Response ID,1: Topics - Which topics matter? - Roads,1: Topics - Which topics matter? - Parks," +
				"Views - Do you agree? - Plan A,Views - Do you agree? - Plan B,About you - Postcode,About you - Ethnic group\n" +
				"a,Roads,,Agree,Disagree,LE1 1AA,Asian\nb,,Parks,Strongly agree,Agree,LE1 1AB,White\nc,Roads,Parks,Agree,,LE1 1AC,White\n",
			`"citizen-space" [1] 3
A id "" "" false unique-heading
B option "1: Topics - Which topics matter?" "Roads" false ticked-parts
C option "1: Topics - Which topics matter?" "Parks" false ticked-parts
D grid-row "Views - Do you agree?" "Plan A" false same-scale-rows
E grid-row "Views - Do you agree?" "Plan B" false same-scale-rows
F leave-out "About you - Postcode" "" false identifying
G single "About you - Ethnic group" "" true few-values
= question-1-topics-which-topics-matter 3 Roads:2 Parks:2
= views-do-you-agree 3 Plan A:[1 2 0] Plan B:[0 1 1]
= about-you-ethnic-group 3 Asian:1 White:2
`,
		},
		"SurveyMonkey": {
			"Respondent ID,End Date,IP Address,Which do you use?,,How old are you?\n,,,Bus,Train,Response\n" +
				"11,03/10/2025 10:00:00,192.0.2.1,Bus,,16 to 24\n12,04/10/2025 11:00:00,192.0.2.2,Bus,Train,25 to 64\n" +
				"13,05/10/2025 11:00:00,192.0.2.3,,Train,25 to 64\n",
			`"surveymonkey" [1 2] 3
A id "" "" false unique-heading
B received "" "" false date-heading
C leave-out "IP Address" "" false about
D option "Which do you use?" "Bus" false ticked-parts
E option "Which do you use?" "Train" false ticked-parts
F single "How old are you?" "" true few-values
= which-do-you-use 3 Bus:2 Train:2
= how-old-are-you 3 16 to 24:1 25 to 64:2
`,
		},
		"LimeSurvey with codes": {
			"\"id\",\"submitdate\",\"lastpage\",\"startlanguage\",\"Q1[SQ001]\",\"Q1[SQ002]\",\"Q2\"\n" +
				"\"1\",\"2025-10-03 10:00:00\",\"3\",\"en\",\"Y\",\"\",\"5\"\n\"2\",\"2025-10-04 10:00:00\",\"3\",\"en\",\"Y\",\"N\",\"4\"\n" +
				"\"3\",\"2025-10-05 10:00:00\",\"3\",\"en\",\"\",\"Y\",\"5\"\n",
			`"limesurvey" [1] 3
A id "" "" false unique-heading
B received "" "" false date-heading
C leave-out "lastpage" "" false about
D leave-out "startlanguage" "" false about
E option "Q1" "SQ001" false ticked-parts
F option "Q1" "SQ002" false ticked-parts
G single "Q2" "" false few-values
= q1 3 SQ001:2 SQ002:1
= q2 3 4:1 5:2
`,
		},
		"LimeSurvey with questions": {
			"Response ID,Date submitted,Last page,How good is it? [The path],How good is it? [The café],Anything else?\n" +
				"1,2025-10-03 10:00:00,3,Good,Very good,\n2,2025-10-03 10:00:00,3,Poor,Good,More please\n3,2025-10-03 10:00:00,3,,,\n",
			`"limesurvey" [1] 3
A id "" "" false unique-heading
B received "" "" false date-heading
C leave-out "Last page" "" false about
D grid-row "How good is it?" "The path" false same-scale-rows
E grid-row "How good is it?" "The café" false same-scale-rows
F short-text "Anything else?" "" false mixed-values
= how-good-is-it 2 The path:[0 1 1] The café:[1 1 0]
= anything-else 1
`,
		},
		"numbers and dates": {
			"How many?,When?\n" + strings.Join(strings.Fields("1,1/10/2025 \"1,200\",2/10/2025 3.5,31/12/2025 4, 5,1/1/2026 6,1/1/2026 7,1/1/2026 "+
				"8,1/1/2026 9,1/1/2026 10,1/1/2026 11,1/1/2026 12,1/1/2026 13,1/1/2026 14,1/1/2026"), "\n"),
			`"" [1] 14
A number "How many?" "" false all-numbers
B date "When?" "" false all-dates
= how-many 14
= when 13
`,
		},
	} {
		table, _, out := read(t, []byte(test.file), nil)
		if got := described(table, out); got != test.want {
			t.Errorf("%s:\n%s\nwant\n%s", name, got, test.want)
		}
	}
}

// The settings of a person are held to what a questionnaire can have, and each problem names its column or row.
func TestWrongSettingsAndRowsAreNamed(t *testing.T) {
	file := []byte("Colour,Size,Why\nRed,1,one\nBlue,2,two\nRed,x,three\n")
	set := func(i int, s collected.Setting) func([]collected.Setting) {
		return func(all []collected.Setting) { all[i] = s }
	}
	long := strings.Repeat("w", 1200)
	for name, test := range map[string]struct {
		change func([]collected.Setting)
		want   string
	}{
		"nothing":         {func(all []collected.Setting) { clear(all) }, "no-question 0 0"},
		"no wording":      {set(0, collected.Setting{Use: collected.Single}), "no-wording 0 1"},
		"a long wording":  {set(0, collected.Setting{Use: collected.Single, Wording: long}), "long-wording 0 1"},
		"a direction":     {set(0, collected.Setting{Use: collected.Single, Wording: "a\u202Eb"}), "bad-heading 0 1"},
		"one wording":     {set(0, collected.Setting{Use: collected.ShortText, Wording: "Why"}), "same-wording 0 3"},
		"mixed":           {set(0, collected.Setting{Use: collected.Number, Wording: "Why"}), "mixed-uses 0 3"},
		"no part":         {set(0, collected.Setting{Use: collected.Option, Wording: "Colour"}), "no-part 0 1"},
		"not ticked":      {set(0, collected.Setting{Use: collected.Option, Wording: "Colour", Part: "Green"}), "not-ticked 2 1"},
		"no number":       {set(1, collected.Setting{Use: collected.Number, Wording: "Size"}), "not-number 4 2"},
		"no date":         {set(1, collected.Setting{Use: collected.Date, Wording: "Size"}), "not-date 2 2"},
		"the same number": {set(0, collected.Setting{Use: collected.ID}), "same-id 4 1"},
		"two numbers":     {func(all []collected.Setting) { all[0].Use, all[1].Use = collected.ID, collected.ID }, "two-columns 0 2"},
		"no time":         {set(1, collected.Setting{Use: collected.Received}), "not-date 2 2"},
		"a grid of one value": {func(all []collected.Setting) {
			all[0], all[1] = collected.Setting{}, collected.Setting{}
			all[2] = collected.Setting{Use: collected.GridRow, Wording: "Why", Part: "Row"}
		}, ""},
	} {
		_, _, out := read(t, file, test.change)
		got := ""
		if len(out.Problems) > 0 {
			p := out.Problems[0]
			got = fmt.Sprintf("%s %d %d", p.Fault, p.Row, p.Column)
		}
		if got != test.want {
			t.Errorf("%s: %q, want %q", name, got, test.want)
		}
	}
}

// The three dialects of i.AI Consult say the same.
func TestDialectsOfConsultAreTheSame(t *testing.T) {
	dialects := map[string][]string{
		"models": {
			"code/inputs/respondents.jsonl", `{"themefinder_id":1,"demographic_data":{"Area":["North"],"Uses":["Bus","Train"]}}` + "\n" +
				`{"themefinder_id":2,"demographic_data":{"Area":["South"]}}` + "\n\n" + `{"themefinder_id":3,"demographic_data":{"Area":["North"]}}`,
			"code/inputs/question_part_1/question.json",
			`{"question_text":"Should we?","question_number":1,"has_free_text":true,"multi_choice_options":["Yes","No"]}`,
			"code/inputs/question_part_1/responses.jsonl", `{"themefinder_id":1,"text":"Because"}` + "\n" + `{"themefinder_id":3,"text":"Never"}`,
			"code/inputs/question_part_1/multi_choice.jsonl",
			`{"themefinder_id":1,"options":["Yes"]}` + "\n" + `{"themefinder_id":2,"options":["No"]}`,
			"code/outputs/mapping/2025/question_part_1/mapping.jsonl", `{"themefinder_id":1,"theme_keys":["A"]}`,
		},
		"schema": {
			"inputs/respondents.jsonl", `{"supplied_respondent_id":1,"demographics":{"Area":["North"],"Uses":["Bus","Train"]}}` + "\n" +
				`{"supplied_respondent_id":2,"demographics":{"Area":["South"]}}` + "\n\n" +
				`{"supplied_respondent_id":3,"demographics":{"Area":["North"]}}`,
			"inputs/question_part_1/question.json",
			`{"question_text":"Should we?","question_number":1,"question_multiple_choice_options":["Yes","No"]}`,
			"inputs/question_part_1/responses.jsonl",
			`{"supplied_respondent_id":1,"text":"Because"}` + "\n" + `{"supplied_respondent_id":3,"text":"Never"}`,
			"inputs/question_part_1/multi_choice.jsonl",
			`{"supplied_respondent_id":1,"multi_choice_options":["Yes"]}` + "\n" + `{"supplied_respondent_id":2,"multi_choice_options":["No"]}`,
			"outputs/mapping/2025/question_part_1/mapping.jsonl", `{}`,
		},
		"sample": {
			"respondents.jsonl", `{"response_id":"1","demographic_data":{"Area":"North","Uses":["Bus","Train"]}}` + "\n" +
				`{"response_id":"2","demographic_data":{"Area":"South"}}` + "\n\n" + `{"response_id":"3","demographic_data":{"Area":"North"}}`,
			"question_part_1/question.json", `{"question_text":"Should we?","multi_choice_options":["Yes","No"]}`,
			"question_part_1/responses.jsonl", `{"response_id":1,"response":"Because"}` + "\n" + `{"response_id":3,"response":"Never"}`,
			"question_part_1/multi_choice.jsonl", `{"response_id":1,"options":["Yes"]}` + "\n" + `{"response_id":2,"options":"No"}`,
			"outputs/mapping/2025/question_part_1/mapping.jsonl", `{}`,
		},
	}
	const want = `"consult" [] 3
A id "" "" false file-says
B single "Area" "" false few-values
C several "Uses" "" false file-says
D option "Should we?" "Yes" false file-says
E option "Should we?" "No" false file-says
F long-text "Should we? (comments)" "" false file-says
= area 3 North:2 South:1
= uses 1 Bus:1 Train:1
= should-we 2 Yes:1 No:1
= should-we-comments 2
`
	for name, parts := range dialects {
		table, p, out := read(t, sheettest.Archive(t, parts...), nil)
		if got := described(table, out); got != want {
			t.Errorf("%s: %s", name, got)
		}
		if len(table.Left) != 1 || table.Left[0].What != collected.LeftThemes {
			t.Errorf("%s: left %v", name, table.Left)
		}
		row := 0
		if _, err := p.Each(func(r collected.Response) error { row = r.Row; return nil }); err != nil || row != 4 {
			t.Errorf("%s: the last row is %d, %v", name, row, err)
		}
	}
	for name, test := range map[string]struct {
		respondents, responses string
		fault                  sheet.Fault
		row                    int
	}{
		"no JSON":            {"{\"response_id\":1}\n{", "", sheet.BadRecord, 2},
		"a list":             {"[]", "", sheet.BadRecord, 1},
		"no number":          {`{"demographics":{}}`, "", sheet.BadRecord, 1},
		"a respondent again": {"{\"response_id\":1}\n{\"response_id\":1}", "", sheet.BadRecord, 2},
		"an unknown one":     {`{"response_id":1}`, `{"response_id":2,"response":"x"}`, sheet.BadRecord, 1},
		"an answer again": {`{"response_id":1}`, strings.Repeat("{\"response_id\":1,\"text\":\"x\"}\n", 2),
			sheet.BadRecord, 2},
		"a zero byte":         {`{"response_id":1,"demographics":{"a":"\u0000"}}`, "", sheet.HasZero, 1},
		"nested demographics": {`{"response_id":1,"demographics":{"a":{"b":"c"}}}`, "", sheet.BadRecord, 1},
	} {
		_, err := collected.Read(sheettest.Archive(t, "respondents.jsonl", test.respondents,
			"question_part_1/question.json", `{"question_text":"Q"}`,
			"question_part_1/responses.jsonl", test.responses))
		wrong, ok := errors.AsType[*sheet.Error](err)
		if !ok || wrong.Fault != test.fault || wrong.Row != test.row {
			t.Errorf("%s: %v", name, err)
		}
	}
}
