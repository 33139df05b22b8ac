using Npgsql;
using NpgsqlTypes;

namespace Automation.Storage;

/// <summary>Makes commands with parameters by place.</summary>
internal static class SqlCommands
{
    public static NpgsqlCommand Create(NpgsqlConnection connection, string sql, params object?[] parameters)
    {
        var command = new NpgsqlCommand(sql, connection);
        foreach (var value in parameters)
        {
            command.Parameters.Add(Parameter(value));
        }

        return command;
    }

    /// <summary>A nullable value is boxed as null: the type then comes from the statement, which says it where the place alone does not.</summary>
    private static NpgsqlParameter Parameter(object? value) => value switch
    {
        null => new NpgsqlParameter { Value = DBNull.Value },
        DateTime => new NpgsqlParameter { Value = value, NpgsqlDbType = NpgsqlDbType.TimestampTz },
        ReadOnlyMemory<byte> => new NpgsqlParameter { Value = value, NpgsqlDbType = NpgsqlDbType.Bytea },
        _ => new NpgsqlParameter { Value = value },
    };
}
