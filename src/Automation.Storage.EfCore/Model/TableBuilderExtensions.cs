using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Automation.Storage.Model;

/// <summary>Says of a table what conventions would otherwise decide.</summary>
internal static class TableBuilderExtensions
{
    private const string Bytewise = "C";

    public static void Named<TRow>(this EntityTypeBuilder<TRow> table, string schema, string name, Expression<Func<TRow, object?>> key)
        where TRow : class
    {
        table.ToTable(name, schema);
        table.HasKey(key).HasName(name + "_pkey");
    }

    public static PropertyBuilder<TValue> Column<TRow, TValue>(this EntityTypeBuilder<TRow> table, Expression<Func<TRow, TValue>> property, string name, string type)
        where TRow : class =>
        table.Column(property, name, type, required: true);

    public static PropertyBuilder<TValue> OptionalColumn<TRow, TValue>(this EntityTypeBuilder<TRow> table, Expression<Func<TRow, TValue>> property, string name, string type)
        where TRow : class =>
        table.Column(property, name, type, required: false);

    /// <summary>A text that is compared or sorted.</summary>
    public static void Text<TRow>(this EntityTypeBuilder<TRow> table, Expression<Func<TRow, string?>> property, string name)
        where TRow : class =>
        table.Column(property, name, "text").UseCollation(Bytewise);

    /// <summary>A text that is compared or sorted, or null.</summary>
    public static void OptionalText<TRow>(this EntityTypeBuilder<TRow> table, Expression<Func<TRow, string?>> property, string name)
        where TRow : class =>
        table.OptionalColumn(property, name, "text").UseCollation(Bytewise);

    /// <summary>A text that is only ever read as a whole.</summary>
    public static void Prose<TRow>(this EntityTypeBuilder<TRow> table, Expression<Func<TRow, string?>> property, string name)
        where TRow : class =>
        table.Column(property, name, "text").UseCollation(null);

    /// <summary>A text that is only ever read as a whole, or null.</summary>
    public static void OptionalProse<TRow>(this EntityTypeBuilder<TRow> table, Expression<Func<TRow, string?>> property, string name)
        where TRow : class =>
        table.OptionalColumn(property, name, "text").UseCollation(null);

    public static IndexBuilder<TRow> Index<TRow>(this EntityTypeBuilder<TRow> table, Expression<Func<TRow, object?>> columns, string name, string? filter = null)
        where TRow : class =>
        table.HasIndex(columns, name).HasDatabaseName(name).HasFilter(filter);

    /// <summary>Few rows, all of them soon gone: a vacuum after a fifth of them changed, which is the server's default, comes too late for the indexes.</summary>
    public static void RowsComeAndGo<TRow>(this EntityTypeBuilder<TRow> table)
        where TRow : class =>
        table.HasStorageParameter("autovacuum_vacuum_scale_factor", 0.02).HasStorageParameter("autovacuum_vacuum_threshold", 1000);

    private static PropertyBuilder<TValue> Column<TRow, TValue>(
        this EntityTypeBuilder<TRow> table, Expression<Func<TRow, TValue>> property, string name, string type, bool required)
        where TRow : class =>
        table.Property(property).HasColumnName(name).HasColumnType(type).HasConversion((ValueConverter?)null).ValueGeneratedNever().IsRequired(required);
}
