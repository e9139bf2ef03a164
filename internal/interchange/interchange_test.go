package interchange_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/interchange"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/survey"
)

// xlsForm returns a workbook with sheets of rows.
func xlsForm(t *testing.T, sheets map[string][][]string) []byte {
	t.Helper()
	book := excelize.NewFile()
	for name, rows := range sheets {
		if _, err := book.NewSheet(name); err != nil {
			t.Fatal(err)
		}
		for i, row := range rows {
			for j, text := range row {
				cell, err := excelize.CoordinatesToCellName(j+1, i+1)
				if err == nil {
					err = book.SetCellStr(name, cell, text)
				}
				if err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	out, err := book.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// described is a line for each page, question and loss.
func described(t *testing.T, data []byte) string {
	t.Helper()
	q, err := interchange.Read(data)
	if err != nil {
		t.Fatal(err)
	}
	texts := func(all []survey.Option) (s string) {
		for _, o := range all {
			if s += " [" + o.Text; o.WriteIn {
				s += "…"
			}
			s += "]"
		}
		return s
	}
	var b strings.Builder
	for i := range q.Pages {
		fmt.Fprintf(&b, "# %s\n", q.Pages[i].Title)
		for _, q := range q.Pages[i].Questions {
			fmt.Fprintf(&b, "%s %q %q %v", q.Kind, q.Text+q.Body, q.Hint, q.Required)
			if q.PreferNotToSay {
				b.WriteString(" refusable")
			}
			if q.Max != nil {
				fmt.Fprintf(&b, " max %d", *q.Max)
			}
			fmt.Fprintf(&b, "%s /%s\n", texts(q.Options), texts(q.Rows))
		}
	}
	for _, lost := range q.Lost {
		fmt.Fprintf(&b, "! %s: %s\n", lost.Question, lost.Message.In(locale.For("en")))
	}
	def := consult.Definition{Title: "T", Forms: []survey.Form{{ID: "survey", Title: "T", Lang: "en", Edition: "standard"}}}
	if _, err := q.Pasted().AddTo(&def); err != nil {
		t.Error(err)
	}
	if _, err := survey.Parse(def.Forms[0].JSON()); err != nil {
		t.Errorf("what was read is no questionnaire: %v", err)
	}
	return b.String()
}

// Two XLSForms with invented questions. Everything that is not carried is listed by its question.
func TestXLSFormsAreRead(t *testing.T) {
	for name, test := range map[string]struct {
		sheets map[string][][]string
		want   string
	}{
		"a walk": {map[string][][]string{
			"survey": {
				{"type", "name", "label", "hint", "required", "relevant", "appearance", "constraint"},
				{"start", "start"},
				{"note", "hello", "Welcome to <b>our</b> walk."},
				{"begin_group", "you", "About you"},
				{"select_one yes_no", "resident", "Do you live here?", "In the parish", "yes"},
				{"integer", "years", "For how many years?", "", "true", "${resident} = 'yes'", "", ". < 120"},
				{"end_group"},
				{"select_multiple uses or_other", "uses", "What do you use?"},
				{"rank uses", "first", "What matters most?"},
				{"text", "why", "Why?", "", "", "", "multiline"},
				{"geopoint", "where", "Where are you?"},
				{"decimal", "far", "How far?"},
				{"date", "when", "When?"},
				{"calculate", "sum"},
				{"select_one missing", "lost", "Which of nothing?"},
			},
			"choices": {
				{"list_name", "name", "label"}, {"yes_no", "yes", "Yes"}, {"yes_no", "no", "No"}, {"yes_no", "na", "Prefer not to say"},
				{"uses", "path", "The path"}, {"uses", "cafe", "The café"},
			},
		}, `# 
panel "Welcome to our walk." "" false /
# About you
single "Do you live here?" "In the parish" true refusable [Yes] [No] /
number "For how many years?" "" true /
# 
multiple "What do you use?" "" false [The path] [The café] [Other…] /
ranking "What matters most?" "" false [The path] [The café] /
long-text "Why?" "" false /
number "How far?" "" false /
date "When?" "" false /
! For how many years?: It is only asked under a condition: ${resident} = 'yes'
! For how many years?: Its answers are held to a rule: . < 120
! Where are you?: We have no question of the type “geopoint”. It was left out.
! sum: We have no question of the type “calculate”. It was left out.
! Which of nothing?: We have no question of the type “select_one missing”. It was left out.
`},
		"two languages": {map[string][][]string{
			"Survey": {
				{"Type", "Name", "label::English (en)", "label::Cymraeg (cy)", "choice_filter", "media::image"},
				{"select one list", "a", "Which?", "Pa un?", "x = ${b}", "a.png"},
				{"begin repeat", "child", "Each child", "Pob plentyn"},
				{"text", "name", "What about ${a}?", "Beth am?"},
				{"end repeat"},
			},
			"choices": {{"list name", "name", "label::English (en)"}, {"list", "1", "One"}, {"list", "2", "Two"}, {"list", "3", "Two"}},
		}, `# 
single "Which?" "" false [One] [Two] /
# Each child
short-text "What about ${a}?" "" false /
! : The questions are in 2 languages. Only the first was read. Add the others as translations.
! Which?: Its answers depend on another question: x = ${b}
! Which?: Its picture, sound or film was not read: a.png
! Which?: “Two” is there twice and was left out once.
! Each child: Its questions are asked several times. They were read to be asked once.
! What about ${a}?: Its wording quotes another answer.
`},
	} {
		if got := described(t, xlsForm(t, test.sheets)); got != test.want {
			t.Errorf("%s:\n%s\nwant\n%s", name, got, test.want)
		}
	}
}

// lss returns a LimeSurvey structure with tables of rows.
func lss(tables string) []byte {
	return []byte(`<?xml version="1.0" encoding="UTF-8"?><document><LimeSurveyDocType>Survey</LimeSurveyDocType><DBVersion>500</DBVersion>` +
		`<languages><language>en</language></languages>` + tables + `</document>`)
}

func table(name string, rows ...string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "<%s><rows>", name)
	for _, row := range rows {
		b.WriteString("<row>")
		for part := range strings.SplitSeq(row, "|") {
			field, value, _ := strings.Cut(part, "=")
			fmt.Fprintf(&b, "<%s><![CDATA[%s]]></%s>", field, value, field)
		}
		b.WriteString("</row>")
	}
	fmt.Fprintf(&b, "</rows></%s>", name)
	return b.String()
}

// Two structures with invented questions, of an older version with texts in the rows, and of a newer one with texts beside them.
func TestLimeSurveyStructuresAreRead(t *testing.T) {
	older := lss(table("surveys", "sid=1|language=en") +
		table("groups", "gid=2|group_name=Last|group_order=2|language=en", "gid=1|group_name=First|group_order=1|language=en") +
		table("questions",
			"qid=10|parent_qid=0|gid=1|type=L|title=Q1|question=<p>Do you <b>agree</b>?</p>|help=Think.|other=Y|mandatory=Y|"+
				"question_order=1|language=en|relevance=1",
			"qid=11|parent_qid=0|gid=1|type=F|title=Q2|question=How good?|other=N|mandatory=N|question_order=2|language=en|relevance=Q1 is Y",
			"qid=12|parent_qid=0|gid=2|type=M|title=Q3|question=Which?|other=N|mandatory=N|question_order=1|language=en",
			"qid=13|parent_qid=0|gid=2|type=:|title=Q4|question=Numbers?|question_order=2|language=en",
			"qid=14|parent_qid=0|gid=2|type=P|title=Q5|question=Which and why?|question_order=3|language=en",
			"qid=15|parent_qid=0|gid=2|type=X|title=Q6|question=Thank you.|question_order=4|language=en") +
		table("subquestions",
			"qid=20|parent_qid=11|title=SQ2|question=Café|question_order=2|language=en|scale_id=0",
			"qid=21|parent_qid=11|title=SQ1|question=Path|question_order=1|language=en|scale_id=0",
			"qid=22|parent_qid=12|title=SQ1|question=Bus|question_order=1|language=en|scale_id=0",
			"qid=23|parent_qid=12|title=SQ2|question=Train|question_order=2|language=en|scale_id=0",
			"qid=24|parent_qid=14|title=SQ1|question=This|question_order=1|language=en|scale_id=0") +
		table("answers",
			"qid=10|code=A2|answer=No|sortorder=2|language=en|scale_id=0", "qid=10|code=A1|answer=Yes|sortorder=1|language=en|scale_id=0",
			"qid=11|code=A1|answer=Good|sortorder=1|language=en|scale_id=0", "qid=11|code=A2|answer=Bad|sortorder=2|language=en|scale_id=0") +
		table("conditions", "cid=1|qid=12|cfieldname=1X1X10|method===|value=A1") +
		table("question_attributes", "qid=12|attribute=max_answers|value=1",
			"qid=12|attribute=array_filter|value=Q2", "qid=12|attribute=hidden|value=0"))
	const wantOlder = `# First
single "Do you agree?" "Think." true [Yes] [No] [Other…] /
matrix "How good?" "" false [Good] [Bad] / [Path] [Café]
# Last
multiple "Which?" "" false max 1 [Bus] [Train] /
multiple "Which and why?" "" false [This] /
panel "Thank you." "" false /
! How good?: It is only asked under a condition: Q1 is Y
! Which?: It is only asked under a condition: 1X1X10 == A1
! Which?: The setting array_filter was not read: Q2
! Numbers?: We have no question of LimeSurvey’s type “:”. It was left out.
! Which and why?: The comments beside its answers were left out.
`
	if got := described(t, older); got != wantOlder {
		t.Errorf("older:\n%s", got)
	}
	newer := lss(table("surveys", "sid=1|language=en") + table("groups", "gid=1|group_order=1") +
		table("group_l10ns", "gid=1|group_name=Only|language=en", "gid=1|group_name=Unig|language=cy") +
		table("questions", "qid=10|parent_qid=0|gid=1|type=R|title=Q1|question_order=1",
			"qid=11|parent_qid=0|gid=1|type=K|title=Q2|question_order=2",
			"qid=12|parent_qid=0|gid=1|type=N|title=Q3|question_order=3|preg=/^1/|mandatory=S") +
		table("subquestions", "qid=20|parent_qid=11|title=SQ1|question_order=1|scale_id=0") +
		table("question_l10ns", "qid=10|question=What first?|language=en", "qid=10|question=Beth?|language=cy",
			"qid=11|question=How many?|language=en",
			"qid=12|question=How much of {Q1}?|language=en", "qid=20|question=Adults|language=en") +
		table("answers", "aid=1|qid=10|code=A1|sortorder=1|scale_id=0", "aid=2|qid=10|code=A2|sortorder=2|scale_id=0") +
		table("answer_l10ns", "aid=1|answer=Trees|language=en", "aid=2|answer=Benches|language=en") + table("quota", "id=1"))
	const wantNewer = `# Only
ranking "What first?" "" false [Trees] [Benches] /
matrix-number "How many?" "" false / [Adults]
number "How much of {Q1}?" "" false /
! How much of {Q1}?: LimeSurvey asks people to answer it but does not require it. It was read as voluntary.
! How much of {Q1}?: Its answers are held to a rule: /^1/
! How much of {Q1}?: Its wording quotes another answer.
! : The survey has quotas, which were not read.
`
	if got := described(t, newer); got != wantNewer {
		t.Errorf("newer:\n%s", got)
	}
}

// Row 41 and 67 of the hostile inputs.
func TestHostileQuestionnairesAreRefused(t *testing.T) {
	for name, data := range map[string]string{
		"nothing":         "",
		"another file":    "LimeSurveyDocType but no XML",
		"another archive": string(xlsForm(t, map[string][][]string{"other": {{"type"}}})),
		"no question":     string(lss("")),
		"entities": `<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "` + strings.Repeat("c", 1000) + `">]><document>` +
			`<LimeSurveyDocType>Survey</LimeSurveyDocType></document>`,
		"an external entity": `<!DOCTYPE a SYSTEM "file:///etc/passwd"><document><LimeSurveyDocType>Survey</LimeSurveyDocType></document>`,
		"deep":               "<document><LimeSurveyDocType>Survey</LimeSurveyDocType>" + strings.Repeat("<a>", 100_000),
		"many rows":          string(lss("<questions><rows>" + strings.Repeat("<row/>", 60_000) + "</rows></questions>")),
	} {
		if _, err := interchange.Read([]byte(data)); fault.KindOf(err) != fault.Invalid || fault.Message(err) == "" {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := interchange.Read(make([]byte, interchange.MaxBytes+1)); fault.KindOf(err) != fault.TooLarge {
		t.Errorf("a large file: %v", err)
	}
	got := described(t, lss(table("groups", "gid=1|group_name=<script>x()</script>G")+
		table("questions", "qid=1|gid=1|type=T|question=<img src=x onerror=y()>What\u202E?<script>z()</script>")))
	if got != "# G\nlong-text \"What ?\" \"\" false /\n" {
		t.Errorf("%q", got)
	}
}
