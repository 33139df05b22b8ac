namespace Automation.Scheduling;

public sealed class CronFaultTests
{
    [Theory]
    [InlineData("", "The cron expression '' has 0 fields. It needs five (minute, hour, day of month, month, day of week), or six with the second first.")]
    [InlineData("* * * *", "The cron expression '* * * *' has 4 fields. It needs five (minute, hour, day of month, month, day of week), or six with the second first.")]
    [InlineData("0 0 7 * * * 2026", "The cron expression '0 0 7 * * * 2026' has 7 fields. It needs five (minute, hour, day of month, month, day of week), or six with the second first.")]
    [InlineData("60 * * * *", "The cron expression '60 * * * *' is wrong at column 1: the minute 60 is out of range. 0 to 59 is allowed.")]
    [InlineData("0 24 * * *", "The cron expression '0 24 * * *' is wrong at column 3: the hour 24 is out of range. 0 to 23 is allowed.")]
    [InlineData("0 7 0 * *", "The cron expression '0 7 0 * *' is wrong at column 5: the day of month 0 is out of range. 1 to 31 is allowed.")]
    [InlineData("0 7 1,32 * *", "The cron expression '0 7 1,32 * *' is wrong at column 7: the day of month 32 is out of range. 1 to 31 is allowed.")]
    [InlineData("0 7 * 13 *", "The cron expression '0 7 * 13 *' is wrong at column 7: the month 13 is out of range. 1 to 12 or JAN to DEC is allowed.")]
    [InlineData("0 7 * * 8", "The cron expression '0 7 * * 8' is wrong at column 9: the day of week 8 is out of range. 0 to 7 or SUN to SAT is allowed.")]
    [InlineData("99999999999 7 * * *", "The cron expression '99999999999 7 * * *' is wrong at column 1: the minute 99999999999 is out of range. 0 to 59 is allowed.")]
    [InlineData("0 7 * * MONDAY", "The cron expression '0 7 * * MONDAY' is wrong at column 9: 'MONDAY' is no value of the day of week. 0 to 7 or SUN to SAT is allowed.")]
    [InlineData("0 MON * * *", "The cron expression '0 MON * * *' is wrong at column 3: 'MON' is no value of the hour. 0 to 23 is allowed.")]
    [InlineData("0 7 * * MON,", "The cron expression '0 7 * * MON,' is wrong at column 13: a value of the day of week is missing. 0 to 7 or SUN to SAT is allowed.")]
    [InlineData("1,,2 7 * * *", "The cron expression '1,,2 7 * * *' is wrong at column 3: a value of the minute is missing. 0 to 59 is allowed.")]
    [InlineData("1- 7 * * *", "The cron expression '1- 7 * * *' is wrong at column 3: a value of the minute is missing. 0 to 59 is allowed.")]
    [InlineData("-1 7 * * *", "The cron expression '-1 7 * * *' is wrong at column 1: a value of the minute is missing. 0 to 59 is allowed.")]
    [InlineData("1-2-3 7 * * *", "The cron expression '1-2-3 7 * * *' is wrong at column 3: '2-3' is no value of the minute. 0 to 59 is allowed.")]
    [InlineData("*/0 * * * *", "The cron expression '*/0 * * * *' is wrong at column 3: '0' is no step of the minute. A whole number from 1 to 59 is allowed.")]
    [InlineData("*/60 * * * *", "The cron expression '*/60 * * * *' is wrong at column 3: '60' is no step of the minute. A whole number from 1 to 59 is allowed.")]
    [InlineData("*/ * * * *", "The cron expression '*/ * * * *' is wrong at column 3: '' is no step of the minute. A whole number from 1 to 59 is allowed.")]
    [InlineData("1/2/3 * * * *", "The cron expression '1/2/3 * * * *' is wrong at column 3: '2/3' is no step of the minute. A whole number from 1 to 59 is allowed.")]
    [InlineData("? * * * *", "The cron expression '? * * * *' is wrong at column 1: '?' is allowed alone in a day field only. Use '*' for every minute.")]
    [InlineData("0 7 * ? *", "The cron expression '0 7 * ? *' is wrong at column 7: '?' is allowed alone in a day field only. Use '*' for every month.")]
    [InlineData("0 7 1,? * *", "The cron expression '0 7 1,? * *' is wrong at column 7: '?' is allowed alone in a day field only. Use '*' for every day of month.")]
    [InlineData("0 7 L-31 * *", "The cron expression '0 7 L-31 * *' is wrong at column 7: the number of days before the last must be a whole number from 1 to 30.")]
    [InlineData("0 7 32W * *", "The cron expression '0 7 32W * *' is wrong at column 5: the day of month 32 is out of range. 1 to 31 is allowed.")]
    [InlineData("0 7 W * *", "The cron expression '0 7 W * *' is wrong at column 5: a value of the day of month is missing. 1 to 31 is allowed.")]
    [InlineData("0 7 * * MON#6", "The cron expression '0 7 * * MON#6' is wrong at column 13: the week of the month must be a whole number from 1 to 5.")]
    [InlineData("0 7 * * L", "The cron expression '0 7 * * L' is wrong at column 9: 'L' alone is allowed in the day of month only. For the last Friday of a month write '5L'.")]
    [InlineData("@reboot", "The cron expression '@reboot' is wrong at column 1: '@reboot' is unknown. It may be one of: @yearly, @annually, @monthly, @weekly, @daily, @midnight, @hourly.")]
    [InlineData("٥ 7 * * *", "The cron expression '٥ 7 * * *' is wrong at column 1: '٥' is no value of the minute. 0 to 59 is allowed.")]
    public void Parse_OfWhatIsWrong_NamesTheColumnAndTheWayOut(string cron, string message)
    {
        var fault = Should.Throw<ScheduleException>(() => CronExpression.Parse(cron));
        fault.Message.ShouldBe(message);
        fault.Code.ShouldBe("invalid-cron");
    }

    [Fact]
    public void Parse_OfAVeryLongList_IsRefused_BeforeItIsRead() =>
        Should.Throw<ScheduleException>(() => CronExpression.Parse(string.Join(',', Enumerable.Repeat("1", 10_000)) + " * * * *"))
            .Message.ShouldBe("The cron expression has 20,007 characters; at most 1,000 are allowed.");

    [Theory]
    [InlineData("0 0 30 2 *")]
    [InlineData("0 0 31 4,6,9,11 *")]
    [InlineData("0 0 31 11 *")]
    [InlineData("0 0 L-29 2 *")]
    [InlineData("0 0 31W 4 *")]
    [InlineData("0 0 31 6 */2")]
    [InlineData("* * * 30 2 *")]
    public void Parse_OfDaysThatNoYearHas_IsRefused(string cron)
    {
        var fault = Should.Throw<ScheduleException>(() => CronExpression.Parse(cron));
        fault.Code.ShouldBe("never-fires");
        fault.Message.ShouldBe($"The cron expression '{cron}' never fires: no year has such a day. Change the day of month or the month.");
    }
}
