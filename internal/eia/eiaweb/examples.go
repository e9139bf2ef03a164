package eiaweb

import (
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/web"
)

var exampleBack = page.Link{Text: "Impact assessments", Href: listPath}

var exampleAction = []page.UserText{{Text: "Keep the last bus (Not started)", Href: "/actions/last-bus", Lang: "en"}}

var exampleTable = page.TextTable{Title: "Findings", Heads: []string{"Characteristic", "Why"}, Rows: [][]page.UserText{
	{{Text: "Age: Eliminate discrimination"}, {Text: "Older people use it.\nYounger people do not.", Href: "/evidence/age", Lang: "en"}},
	{{Text: "Sex: Foster good relations"}, {}},
}}

// showExamples are invented assessments, which show every branch of the template.
var showExamples = []showView{
	{
		Title: "Evening buses", Lang: "en", Invented: "this assessment", Fact: "Version 2, published on 2 March 2026", Back: exampleBack,
		Tag: page.Tag{Text: "Current", Colour: "green"}, Law: "Equality Act 2010, section 149",
		Downloads: web.ExampleDownloads("/assessments/buses/versions/2"),
		Contents:  []page.Link{{Text: "Impacts", Href: "#impacts"}}, Digest: []string{"Adverse impact on disabled people.",
			"Not known: how many."},
		Person: "We think that the bus should stay.", Leading: "Change the proposal",
		Outcomes: []string{"Go ahead despite adverse impact, with reasons"},
		Groups: []groupView{{Name: "Disability",
			Adverse: []impactView{{Tag: page.Tag{Text: "Adverse: high", Colour: "red"}, Effect: "No way home after 7pm.",
				Fact: "Likely · 40 people", Words: []string{"People who work late", "End evening buses"}, Lang: "en",
				Left: "Medium", Justified: "The budget is fixed.", Actions: exampleAction}},
			Positive: []impactView{{Tag: page.Tag{Text: "Positive: low", Colour: "green"}, Effect: "New buses have ramps."}},
			Rest:     []impactView{{Tag: page.Tag{Text: "No impact", Colour: "grey"}, Effect: "Fares stay the same."}}},
			{Name: "Age"}},
		Options:  []optionView{{"End evening buses", "", true, true}, {"Do nothing", "It was not costed.", false, false}},
		Off:      []string{"Age is not assessed in schools."},
		Proposal: []page.SummaryRow{{Key: "Purpose", Value: "Save money"}}, Reasons: "A smaller cut does less harm.", HasRest: true,
		Parts: []partView{{ID: "part-5", Title: "Relevance", Rows: []page.SummaryRow{{Key: "Area", Value: "Melton"}},
			Tables: []page.TextTable{exampleTable},
			Folded: []page.TextTable{{Title: "Not relevant", Titled: true, Heads: exampleTable.Heads, Rows: exampleTable.Rows}}}},
		Covers: []coveredView{{"Consultation", page.UserText{Text: "Getting about", Href: "/consultations/getting-about", Lang: "en"}},
			{"", page.UserText{Text: "Saving T12"}}}, Signatures: []string{"Head of service (Head of transport), 1 March 2026: “I have read this.”"},
		Challenges: []challengeView{{ID: "challenge-buses", Title: "Buses", Entries: []page.Link{
			{Text: "Entry 1,202 in the public record", Href: "/record?part=1&before=1202#entry-1202"}},
			Fact: "Challenge group, 1 February 2026", Observations: []string{"It is dark."},
			Recommendations: []recommendationView{{Text: "Ask drivers.", Answer: "We will.", Fact: "Head of transport, by 1 May 2026",
				Tag: page.Tag{Text: "Accepted", Colour: "grey"}}}}},
		Versions: []page.Link{{Text: "Version 2", Href: "/assessments/buses/versions/2"}},
		Entry:    page.Link{Text: "Entry 12 of the public record", Href: "/record/12"},
	},
	{
		Title: "Evening buses", Back: exampleBack, Tag: page.Tag{Text: "Review overdue", Colour: "red"}, Law: "Equality Act 2010, section 149",
		Older: page.Link{Text: "A later version has been published.", Href: "/assessments/buses"},
	},
	{
		Title: "Evening buses", Back: page.Link{Text: "Back to the record", Href: "/staff/assessments/buses"},
		Tag: page.Tag{Text: "Draft", Colour: "grey"},
		Law: "Equality Act 2010, section 149",
		Sign: &signView{Notice: "You have signed this version.", Action: "/staff/assessments/buses/sign", Version: "4",
			Roles: &form.Field{Kind: form.Radios, ID: "role", Name: "role", Label: "You sign as", LabelSize: "s",
				Options: []form.Option{{Value: "Head of service", Label: "Head of service", Hint: "I have read this."}}},
			Post:     &form.Field{Kind: form.Text, ID: "post", Name: "post", Label: "Your post", LabelSize: "s", Error: "Enter your post."},
			Problems: []form.Problem{{Href: "#post", Say: "Enter your post."}}},
	},
	{
		Title: "Evening buses", Back: exampleBack, Tag: page.Tag{Text: "Draft", Colour: "grey"}, Law: "Equality Act 2010, section 149",
		Sign: &signView{Action: "/staff/assessments/buses/sign", Version: "4", Signed: true,
			Roles: &form.Field{Kind: form.Radios, ID: "role", Name: "role", Options: []form.Option{{Value: "Lead officer", Label: "Lead officer"}}},
			Post:  &form.Field{Kind: form.Text, ID: "post", Name: "post"}},
	},
	{
		Title: "Evening buses", Back: exampleBack, Tag: page.Tag{Text: "Draft", Colour: "grey"}, Law: "Equality Act 2010, section 149",
		Sign: &signView{Action: "/staff/assessments/buses/sign", Version: "4", Missing: []page.Link{
			{Text: "Add the options that were considered.", Href: "/staff/assessments/buses/edit?part=options#options"}},
			Waits: []string{"Head of service: a person whose account has the role Head of service"},
			Roles: &form.Field{Kind: form.Radios, ID: "role", Name: "role"}, Post: &form.Field{Kind: form.Text, ID: "post", Name: "post"}},
	},
}
