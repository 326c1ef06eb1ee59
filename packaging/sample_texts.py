"""The words of the sample lease and the sample offer. Every person, firm and number is invented."""

LEASE_TITLE = "Residential lease"

LEASE_PARTIES = (
    "This lease is made on 1 October 2024 between Edith Marlow, 3 Harbour View, Erlenbach (the landlord), and Jana "
    "Keller and Tom Keller, at present 27 Station Road, Erlenbach (the tenants). Both tenants answer for all "
    "obligations of this lease, each for the whole.",
    "Annexes: the handover record, the house rules of 14 Alder Street, and the energy certificate of 8 May 2022.",
)

# Title, paragraphs, rows of a table (empty where there is none).
LEASE_SECTIONS: tuple[tuple[str, tuple[str, ...], tuple[tuple[str, str], ...]], ...] = (
    (
        "1. The flat",
        (
            "The landlord lets to the tenants the flat on the second floor right of 14 Alder Street, Erlenbach. It "
            "has three rooms, a kitchen, a bathroom, a hall and a balcony, together 78 square metres, of which the "
            "balcony counts for a quarter of its area.",
            "Also let are cellar compartment number 7 and two places in the bicycle shed. The garden in the yard may "
            "be used together with the other residents. There is no parking space; one can be rented from the "
            "landlord for 55 euros a month as soon as one becomes free.",
            "At the handover the tenants receive three keys of the house door, three keys of the flat, one key of the "
            "cellar and one of the letter box. A lost key is to be reported at once. Further keys are cut only with "
            "the consent of the landlord and are left to her without payment at the end of the lease.",
        ),
        (),
    ),
    (
        "2. Beginning and term",
        (
            "The lease begins on 1 November 2024 and runs for an indefinite time. The flat is handed over on 31 "
            "October 2024 at 4 pm. Should the former tenants not have left by then, the tenants pay no rent until the "
            "day of the handover, and may withdraw from the lease if it is delayed by more than three weeks.",
        ),
        (),
    ),
    (
        "3. Rent",
        (
            "The rent is due in advance on the third working day of each month, to the landlord's account at the "
            "Erlenbach Savings Bank. It is made up as follows:",
        ),
        (
            ("Item", "Euros a month"),
            ("Basic rent", "890.00"),
            ("Heating and hot water, in advance", "95.00"),
            ("Other running costs, in advance", "110.00"),
            ("Total", "1,095.00"),
        ),
    ),
    (
        "4. Running costs",
        (
            "The running costs are settled once a year. The landlord sends the statement within twelve months of the "
            "end of the calendar year; after that she can ask for no more. Heating and hot water are divided by "
            "consumption to 70 percent and by area to 30 percent, all other costs by area.",
            "Running costs are: property tax, water and drainage, waste collection, the lift, cleaning of the house, "
            "care of the garden, lighting, the chimney sweep, insurance of the building, and the caretaker. "
            "Administration and repairs are not among them.",
            "The tenants may look at the bills at the landlord's or ask for copies within three months of the "
            "statement. If the statement shows that the advance payments were too high or too low by more than ten "
            "percent, either side can ask that they be changed from the month after next.",
        ),
        (),
    ),
    (
        "5. Deposit",
        (
            "The tenants pay a deposit of 2,670 euros, which is three times the basic rent. It can be paid in three "
            "equal monthly parts, the first at the beginning of the lease.",
            "The landlord keeps the deposit apart from her own money in a savings account; the interest belongs to "
            "the tenants. She returns it within six months of the end of the lease, less what is still owed. For "
            "running costs that have not been settled she may keep back no more than 250 euros.",
        ),
        (),
    ),
    (
        "6. Increases of the rent",
        (
            "The basic rent is not raised in the first two years. After that it may be raised to what is usual in the "
            "place for comparable flats, by no more than 15 percent within three years, and only in writing with "
            "reasons. The tenants have two months to agree or to give notice.",
            "After a modernisation that saves energy the landlord may add up to 8 percent of its cost to the yearly "
            "rent. She announces such work three months before it begins.",
        ),
        (),
    ),
    (
        "7. Care and repairs",
        (
            "The flat is handed over freshly painted. The tenants air and heat it so that no damp arises, and report "
            "damage without delay. Small repairs of things that they use often, such as taps, switches, window "
            "handles and door locks, are paid by the tenants up to 100 euros each and up to 6 percent of the yearly "
            "basic rent altogether. All other repairs are the landlord's.",
            "The smoke detectors are tested once a year by Northgate Building Services. The tenants do not cover or "
            "remove them.",
            "Decorating is done as far as wear makes it necessary. There are no fixed periods, and the flat need not "
            "be painted at the end of the lease unless walls are in a colour that is hard to cover.",
        ),
        (),
    ),
    (
        "8. Changes to the flat",
        (
            "Changes to the building need the written consent of the landlord. She can't refuse what serves people "
            "with a disability, the charging of electric vehicles, or protection against burglary, unless it is "
            "unreasonable for her. A balcony power station of up to 800 watts is permitted if it is fixed safely.",
            "At the end of the lease the tenants restore the former state, unless the landlord takes over the change "
            "for an appropriate sum.",
        ),
        (),
    ),
    (
        "9. Guests, subletting and pets",
        (
            "The tenants may have guests. To sublet a room they need the landlord's consent, which she gives where "
            "they have a good reason and which the sublet person's own conduct does not speak against. Letting to "
            "tourists is not permitted.",
            "Small animals may be kept. A dog needs the written consent of the landlord.",
        ),
        (),
    ),
    (
        "10. Entry by the landlord",
        (
            "The landlord or someone sent by her may enter the flat to read meters, to inspect damage or to show it "
            "to people who want to rent or buy it, after a notice of at least 48 hours and between 9 am and 7 pm on "
            "weekdays. In an emergency she may enter at once. She keeps no key of the flat without the tenants' "
            "consent.",
        ),
        (),
    ),
    (
        "11. Notice",
        (
            "The tenants may end the lease with a notice period of three months to the end of a month. The notice "
            "must reach the landlord in writing, signed by both tenants, by the third working day of the first of "
            "these months; an e-mail is not enough.",
            "The landlord may give notice only for the reasons that the law names, such as her own need of the flat. "
            "Her notice period is three months; after five years it is six months, and after eight years nine months.",
            "Either side may end the lease without a period for a grave reason, in particular if the rent of two "
            "months is owed or if the flat endangers health.",
        ),
        (),
    ),
    (
        "12. End of the lease",
        (
            "The flat is given back empty and clean with all keys. A record is made of its state; both sides sign it "
            "and each keeps one copy. The tenants may propose someone to follow them, but the landlord is free to "
            "choose.",
        ),
        (),
    ),
    (
        "13. Last provisions",
        (
            "There are no agreements beside this lease. Changes are made in writing. If a part of this lease is void, "
            "the rest stays in force. The house rules are part of the lease; they may be changed where the order of "
            "the house needs it, and the tenants are told a month before.",
            "The tenants confirm that they have received a copy of this lease, the house rules and the energy "
            "certificate.",
        ),
        (),
    ),
)

OFFER_INTRODUCTION = (
    "Northgate Building Services, 8 Foundry Lane, Erlenbach",
    "For: Miriam Okafor, 5 Willow Close, Erlenbach. Offer number 2024-1187 of 9 September 2024.",
    "Dear Ms Okafor, thank you for your inquiry and for the time you took on our visit of 28 August. Your house was "
    "built in 1987, has 142 square metres to heat and used 1,900 cubic metres of gas a year on average. From this we "
    "reckon a heating load of 8.4 kilowatts at minus 12 degrees outside. We recommend the air-to-water heat pump "
    "Boreal 9 with a rated output of 9 kilowatts, which your present radiators can use with a flow temperature of 50 "
    "degrees. Only the radiator in the bathroom should be replaced by a larger one.",
    "The heat pump stands at the north wall, at least three metres from the neighbour's boundary. At that distance it "
    "is heard at 38 decibels, which is below the limit for the night of 40 decibels.",
)

OFFER_ITEMS = (
    ("Item", "Quantity", "Price in euros"),
    ("Heat pump Boreal 9, outdoor unit with 9 kW", "1", "9,480"),
    ("Indoor unit with controls and electric backup heater", "1", "2,150"),
    ("Hot water tank, 300 litres", "1", "1,890"),
    ("Buffer tank, 100 litres", "1", "640"),
    ("Radiator for the bathroom", "1", "520"),
    ("Foundation, trench and wall duct", "1", "1,750"),
    ("Installation, electrical connection and start-up", "1", "5,900"),
    ("Removal of the gas boiler", "1", "680"),
    ("Total with tax", "", "23,010"),
)

OFFER_CONDITIONS = (
    (
        "Running costs",
        (
            "We expect a seasonal performance factor of 3.8, that is about 4,600 kilowatt hours of electricity a "
            "year. At a heat pump tariff of 24 cents this is 1,104 euros, against 1,980 euros for gas at present "
            "prices.",
        ),
    ),
    (
        "Subsidy",
        (
            "The state pays 30 percent of the cost, and 20 percent more if a working gas boiler older than twenty "
            "years is replaced, which is the case here. The application must be made before the order is placed; we "
            "help you with it. The order therefore takes effect only when the subsidy has been granted.",
        ),
    ),
    (
        "Dates",
        (
            "We can begin ten weeks after the order. The work takes six working days, and you are without heating for "
            "two of them at most. For hot water in these days we bring a small electric boiler.",
        ),
    ),
    (
        "Warranty and maintenance",
        (
            "The manufacturer gives a warranty of seven years on the heat pump if it is serviced every year, and of "
            "five years on the tanks. A service visit costs 210 euros. Please keep the area of one metre in front of "
            "the outdoor unit free of leaves and snow, and clean the filter of the heating circuit once a year.",
        ),
    ),
    (
        "Payment and validity",
        (
            "30 percent is due with the order, 50 percent when the heat pump is delivered, and the rest fourteen days "
            "after start-up. We are bound to this offer until 30 November 2024.",
            "With kind regards, Ruth Adeyemi, Northgate Building Services, telephone 555 0199.",
        ),
    ),
)
