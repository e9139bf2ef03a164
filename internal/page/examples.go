package page

import "github.com/folkmoot/folkmoot/internal/form"

// partsView shows every component in every state, for the gallery and for tests of the components.
type partsView struct {
	Lang   string
	Chain  Chain
	Title  string
	Lead   string
	Form   form.Form
	Values *exampleValues
}

// exampleValues are the components that are not form fields.
type exampleValues struct {
	Back       Link
	Invented   string
	Figures    []Figure
	Contents   []Link
	Tags       []Tag
	Documents  []DocumentCard
	Rows       []SummaryRow
	Details    Details
	Text       string // Markdown
	Pagination Pagination
	Pager      Pager
}

func (v partsView) PageLang() string { return v.Lang }
func (v partsView) PageChain() Chain { return v.Chain }
func (partsView) NoIndex() bool      { return true }

// PartsPage shows every component in every state.
var PartsPage = New(
	templateFiles,
	"templates/pages/parts.html",
	partsView{
		Title:  "Travel in Exampleshire",
		Lead:   "What you told us about buses, pavements and travelling to work, and what we did.",
		Chain:  exampleChain,
		Values: exampleParts,
	},
	partsView{Title: "Every kind of question", Form: exampleForm("")},
	partsView{Title: "Every kind of question, with errors", Form: exampleForm("wrong")},
	partsView{Lang: "ur", Title: "اپنی رائے دیں", Lead: "یہ صفحہ دائیں سے بائیں لکھا گیا ہے۔", Chain: exampleChain, Form: exampleUrdu},
	partsView{Title: "Where do you live?", Form: form.Form{}, Chain: exampleOverdueChain},
)

var exampleChain = Chain{
	{Name: "Evidence", State: Done, Href: "/strategies/x#evidence", Note: "3 findings"},
	{Name: "Draft", State: Done, Href: "/strategies/x", Note: "2 March 2026"},
	{Name: "Consultation", State: Done, Href: "/consultations/x", Note: "closed 31 May 2026"},
	{Name: "Findings", State: Current, Href: "/consultations/x/results", Note: "published 14 July 2026"},
	{Name: "Decision", State: Promised, Note: "promised by 30 September 2026"},
	{Name: "Action", State: Missing, Note: "no actions planned yet"},
	{Name: "Progress", State: Missing},
}

var exampleOverdueChain = Chain{
	{Name: "Evidence", State: Done, Href: "/strategies/x#evidence"},
	{Name: "Draft", State: Done, Href: "/strategies/x"},
	{Name: "Consultation", State: Done, Href: "/consultations/x", Note: "closed 31 May 2026"},
	{Name: "Findings", State: Overdue, Note: "12 days overdue"},
	{Name: "Decision", State: Promised, Note: "promised by 30 September 2026"},
	{Name: "Action", State: Missing},
	{Name: "Progress", State: Missing},
}

var exampleParts = &exampleValues{
	Back:     Link{"Back to all consultations", "/consultations"},
	Invented: "Exampleshire and all responses are invented for this gallery.",
	Figures:  []Figure{{"1,204", "people answered"}, {"412", "of them are disabled"}, {"6", "changes made because of it"}},
	Contents: []Link{{"What you told us", "#said"}, {"Documents", "#documents"}, {"Key facts", "#short"}},
	Tags:     []Tag{{"Open", ""}, {"Done", "green"}, {"Overdue", "red"}, {"Draft", "grey"}, {"Soon", "yellow"}, {"Adopted", "teal"}},
	Documents: []DocumentCard{
		{"Draft transport plan", "/documents/plan", "Web page, 14 minutes to read, 2 March 2026", ""},
		{"Easy Read summary", "/documents/easy", "PDF, 8 pages, 410 kB, 16 March 2026", "Based on the draft of 2 March 2026."},
	},
	Rows: []SummaryRow{
		{Key: "How often do you take a bus?", Value: "Every week", Href: "/change", Action: "Change"},
		{Key: "What would help?", Value: "A later bus.\nA shelter at the market.", Href: "/change", Action: "Change"},
		{Key: "Postcode", Value: "Left blank"},
		{Key: "Source", Value: "https://example.org/", ValueHref: "https://example.org/"},
		{Key: "Options", Items: [][]SummaryCell{{{Text: "A later bus"}, {Label: "Cost in pounds:", Text: "52,000"},
			{Label: "Source:", Text: "/record", Href: "/record"},
			{Label: "Text:", Text: "The whole plan.", Long: true}},
			{{Text: "No change"}}}},
	},
	Details: Details{"How we counted", "Each response counts **once**. See [the method](/record)."},
	Text: "## What we will do\n\nWe will run the last bus an hour later:\n\n1. on Fridays\n2. on Saturdays\n\n" +
		"> Most of you asked for *later* buses.\n\n" +
		"| Route | Last bus now | New last bus |\n|---|---|---|\n" +
		"| 3 Market to Mill | 9:40pm | 10:40pm |\n| 7 Station to Hospital | 10:15pm | 11:15pm |\n",
	Pagination: Paginate(4, 9, func(int) string { return "/page" }),
	Pager:      Pager{&Link{"Buses", "/previous"}, &Link{"Pavements", "/next"}},
}

// exampleForm has a field of every kind. If wrong is not "", each has an error.
func exampleForm(wrong string) form.Form {
	say := func(text string) string {
		if wrong == "" {
			return ""
		}
		return text
	}
	writeIn := &form.Field{ID: "travel--other", Name: "travel--other", Label: "Tell us how you travel", Value: "Ferry"}
	return form.Form{
		{
			Kind:  form.Radios,
			ID:    "often",
			Name:  "often",
			Label: "How often do you take a bus?",
			Hint:  "Think about the last 12 months.",
			Error: say("Select how often you take a bus"),
			Options: []form.Option{
				{Value: "weekly", Label: "Every week", Hint: "Or more often"},
				{Value: "rarely", Label: "Less often", Checked: wrong == ""},
				{Value: "never", Label: "Never"},
				{Value: "prefer-not-to-say", Label: "Prefer not to say", Divider: true},
			},
		},
		{
			Kind:     form.Checkboxes,
			ID:       "travel",
			Name:     "travel",
			Label:    "How else do you travel?",
			Optional: true,
			Error:    say("Select “None of these” or other answers, not both"),
			Options: []form.Option{
				{Value: "walk", Label: "On foot", Checked: true},
				{Value: "wheel", Label: "By wheelchair or scooter"},
				{Value: "other", Label: "Another way", Checked: true, WriteIn: writeIn},
				{Value: "none", Label: "None of these", Exclusive: true, Divider: true, Checked: wrong != ""},
			},
		},
		{Kind: form.Select, ID: "area", Name: "area", Label: "Which part of the county do you live in?", Error: say("Select where you live"),
			Options: []form.Option{{Value: "north", Label: "The north"}, {Value: "south", Label: "The south", Checked: wrong == ""}}},
		{
			Kind:  form.Text,
			ID:    "stop",
			Name:  "stop",
			Label: "Which bus stop do you use most often?",
			Value: "Market Place",
			Error: say("Shorten the name of the stop to 40 characters"),
		},
		{
			Kind:      form.Textarea,
			ID:        "why",
			Name:      "why",
			Label:     "What would make travelling easier?",
			Hint:      "Do not include names or phone numbers.",
			MaxLength: 2000,
			Optional:  true,
			Value:     "A later bus.",
			Error:     say("Shorten your answer to 2,000 characters"),
		},
		{
			Kind:   form.Number,
			ID:     "cost",
			Name:   "cost",
			Label:  "How much do you spend on travel each week?",
			Prefix: "£",
			Value:  "12.50",
			Error:  say("Enter an amount in pounds, like 12.50"),
			Boxes: []form.Option{
				{ID: "cost--instead", Name: "cost--instead", Value: "dont-know", Label: "I don’t know", Hint: "You do not have to look it up."},
				{ID: "cost--prefer-not-to-say", Name: "cost--prefer-not-to-say", Value: "yes", Label: "Prefer not to say"},
			},
		},
		{
			Kind:       form.Date,
			ID:         "since",
			Name:       "since",
			Label:      "When did you move here?",
			Hint:       "For example, 27 3 2007",
			Error:      say("Year must include 4 numbers, like 2007"),
			ErrorField: errorFieldID(wrong, "since--year"),
			Parts: []form.Field{
				{ID: "since--day", Name: "since--day", Label: "Day", Width: 2, Value: "27"},
				{ID: "since--month", Name: "since--month", Label: "Month", Width: 2, Value: "3"},
				{ID: "since--year", Name: "since--year", Label: "Year", Width: 4, Value: say("20007")},
			},
		},
		{
			Kind:       form.Period,
			ID:         "work",
			Name:       "work",
			Label:      "When did you work at the depot?",
			Error:      say("The end date must not be before the start date"),
			ErrorField: errorFieldID(wrong, "work--to-month"),
			Parts: []form.Field{
				{Kind: form.Date, ID: "work--from", Label: "Start date", Parts: []form.Field{
					{ID: "work--from-month", Name: "work--from-month", Label: "Month", Width: 5, Value: "March"},
					{ID: "work--from-year", Name: "work--from-year", Label: "Year", Width: 4, Value: "2007"},
				}},
				{Kind: form.Date, ID: "work--to", Label: "End date", Parts: []form.Field{
					{ID: "work--to-month", Name: "work--to-month", Label: "Month", Width: 5, Value: "2"},
					{ID: "work--to-year", Name: "work--to-year", Label: "Year", Width: 4, Value: "2007"},
				}},
			},
		},
		{
			Kind: form.File, ID: "plan", Name: "plan", Label: "Do you have a plan of the site?",
			Bound:  "Up to 2 files of up to 10 MB each: PDF, DOCX, ODT, TXT, JPG, PNG.",
			Accept: ".pdf,.docx,.odt,.txt,.jpg,.png", Several: true, Optional: true,
			Error:    say("“site.pdf” is empty. Choose another file."),
			Attached: []form.Attachment{{Value: "0f", Name: "bridge.jpg", Size: "812 KB"}},
		},
		{
			Kind:       form.Matrix,
			ID:         "views",
			Name:       "views",
			Label:      "How good or bad are these services?",
			Hint:       "Select one answer in each row.",
			Error:      say("Select an answer for Pavements"),
			ErrorField: errorFieldID(wrong, "views--pavements"),
			Options: []form.Option{
				{Value: "good", Label: "Good"},
				{Value: "fair", Label: "Neither good nor bad"},
				{Value: "bad", Label: "Bad"},
				{Value: "unknown", Label: "Do not know"},
			},
			Rows: []form.Row{{ID: "views--buses", Name: "views--buses", Label: "Buses in the evening", Value: "bad"},
				{ID: "views--pavements", Name: "views--pavements", Label: "Pavements", Error: say("Select an answer for Pavements")},
				{ID: "views--crossings", Name: "views--crossings", Label: "Crossings near schools and hospitals", Value: "good"}},
		},
		{
			Kind:       form.Ranking,
			ID:         "order",
			Name:       "order",
			Label:      "What should we do first?",
			Hint:       "Give 1 to the most important.",
			Error:      say("Give each choice a different number. You have used 1 twice"),
			ErrorField: errorFieldID(wrong, "order--shelters"),
			Parts: []form.Field{
				{ID: "order--later", Name: "order--later", Label: "Later buses", Value: "1"},
				{ID: "order--shelters", Name: "order--shelters", Label: "Shelters", Hint: "At twelve stops", Value: "1"},
				{ID: "order--fares", Name: "order--fares", Label: "Lower fares", Value: say("9")},
			},
		},
		{
			Kind:       form.Budget,
			ID:         "money",
			Name:       "money",
			Label:      "How should we share out the money?",
			Total:      "100",
			TotalText:  "100 points",
			Unit:       "points",
			Error:      say("Change the amounts so that they add up to 100 points, not 130 points"),
			ErrorField: errorFieldID(wrong, "money--later"),
			Parts: []form.Field{
				{ID: "money--later", Name: "money--later", Label: "Later buses", Value: "60"},
				{ID: "money--shelters", Name: "money--shelters", Label: "Shelters", Value: "40"},
				{ID: "money--fares", Name: "money--fares", Label: "Lower fares", Value: say("30")},
			},
		},
		{
			Kind:         form.Email,
			ID:           "email",
			Name:         "email",
			Label:        "Email address, if you would like us to tell you the outcome",
			Autocomplete: "email",
			Optional:     true,
			Error:        say("Enter an email address in the correct format, like name@example.com"),
			Value:        say("name@"),
		},
		{
			Kind:         form.Postcode,
			ID:           "postcode",
			Name:         "postcode",
			Label:        "Postcode",
			LabelSize:    "s",
			Autocomplete: "postal-code",
			Error:        say("Enter a full UK postcode, like LE3 8RA"),
		},
		{
			Kind:  form.Places,
			ID:    "where-pins",
			Name:  "where-pins",
			Label: "Mark places on the map",
			Error: say("Mark no more than 1 place on the map"),
			Value: "GEOMETRYCOLLECTION(POINT(-1.15 52.65),LINESTRING(-1.15 52.55,-1.12 52.55))",
			Map: &form.Map{
				Width: 600, Height: 1000, Lon: "-1.203", PerX: "0.000177", Lat: "52.703", PerY: "-0.000107", Decimals: 4, Max: 1,
				CanPin: true, CanLine: true, Remove: "where-pins--remove", Join: "where-pins--join",
				Areas: []form.MapArea{
					{
						Name: "Northfield", Label: []string{"Northfield"},
						Path: "M18 18L582 18L582 480L18 480Z", IsArea: true, X: "300", Y: "240", Shade: -1,
					},
					{
						Name: "Southfield", Label: []string{"Southfield"},
						Path: "M18 480L582 480L582 960L18 960Z", IsArea: true, X: "300", Y: "720", Shade: -1,
					},
					{Name: "Mill", Label: []string{"Mill"}, IsPoint: true, X: "100", Y: "500", Shade: -1},
				},
				Marks: []form.MapMark{
					{Number: 1, Text: "Pin in Northfield", X: "300", Y: "300"},
					{Number: 2, Text: "Line in Southfield", X: "300", Y: "800", Path: "M300 800L400 800"},
				},
				Clicks: []form.MapClick{{Name: "where-pins--at-280", Width: 280, Height: 467}},
			},
		},
		{
			Kind:  form.Panel,
			ID:    "why-ask",
			Label: "Why we ask about you",
			Body:  "The law requires us to consider **equality** in our plans. We store these answers separately from your other answers.",
		},
		{Kind: form.Hidden, ID: "version", Name: "version", Value: "1"},
	}
}

func errorFieldID(wrong, id string) string {
	if wrong == "" {
		return ""
	}
	return id
}

var exampleUrdu = form.Form{
	{Kind: form.Radios, ID: "often", Name: "often", Label: "آپ لائبریری کتنی بار جاتے ہیں؟", Error: "ایک جواب منتخب کریں",
		Options: []form.Option{
			{Value: "weekly", Label: "ہر ہفتے"},
			{Value: "rarely", Label: "کبھی کبھار"},
			{Value: "never", Label: "کبھی نہیں"},
		}},
	{Kind: form.Textarea, ID: "why", Name: "why", Label: "آپ کے لیے کیا آسان ہوگا؟", Optional: true, MaxLength: 500},
	{
		Kind:    form.Matrix,
		ID:      "views",
		Name:    "views",
		Label:   "آپ کی کیا رائے ہے؟",
		Options: []form.Option{{Value: "good", Label: "اچھا"}, {Value: "bad", Label: "برا"}},
		Rows: []form.Row{
			{ID: "views--buses", Name: "views--buses", Label: "شام کی بسیں"},
			{ID: "views--paths", Name: "views--paths", Label: "فٹ پاتھ", Value: "good"},
		},
	},
}
